package types

import (
	"strconv"
	"strings"
	"sync"
)

// outside are the types that exist in .NET and are not declared: the service knows
// them and refuses every use. Only those that an expression names are made.
type outside struct {
	// namespaces has a line for each: its name, then the names of its types, with
	// `n for those with n type parameters.
	namespaces string

	mu   sync.Mutex
	made map[string]*Type
}

const outsideOfList = "not in the list of types that expressions may use"

// KnowOutside tells the universe which public types .NET has besides the declared
// ones: a line for each namespace, its name first, then the names of its types,
// separated by blanks, with `n after those with n type parameters. An expression
// that names one is told that the type is refused, and not that there is none. It
// is called before the universe is shared.
func (u *Universe) KnowOutside(namespaces string) { u.outside.namespaces = "\n" + namespaces }

// outsideType returns the refused type of a key as byName has it, or nil.
func (u *Universe) outsideType(key string) *Type {
	i := strings.LastIndexByte(key, '.')
	if i < 0 || !u.isOutside(key[:i], key[i+1:]) {
		return nil
	}
	u.outside.mu.Lock()
	defer u.outside.mu.Unlock()
	if t := u.outside.made[key]; t != nil {
		return t
	}
	name, arity, _ := strings.Cut(key[i+1:], "`")
	t := &Type{Namespace: key[:i], Name: name, Kind: Class, Abstract: true, Refused: outsideOfList, Base: u.special[Object], u: u}
	for n, _ := strconv.Atoi(arity); len(t.Params) < n; {
		param := "T"
		if n > 1 {
			param += strconv.Itoa(len(t.Params) + 1)
		}
		t.Params = append(t.Params, &Type{Name: param, Kind: TypeParam, u: u})
	}
	t.members.Store(newMembers())
	if u.outside.made == nil {
		u.outside.made = map[string]*Type{}
	}
	u.outside.made[key] = t
	return t
}

// isOutside reports whether the line of a namespace has the name.
func (u *Universe) isOutside(namespace, name string) bool {
	_, line, ok := strings.Cut(u.outside.namespaces, "\n"+namespace+" ")
	if !ok || name == "" || strings.ContainsAny(name, " \n") || strings.Contains(namespace, "\n") {
		return false
	}
	line, _, _ = strings.Cut(line, "\n")
	return strings.Contains(" "+line+" ", " "+name+" ")
}

// isOutsideNamespace reports whether it is a namespace of such types, or the
// beginning of one.
func (u *Universe) isOutsideNamespace(name string) bool {
	return name != "" && !strings.ContainsAny(name, " \n") &&
		(strings.Contains(u.outside.namespaces, "\n"+name+" ") || strings.Contains(u.outside.namespaces, "\n"+name+"."))
}
