package exprgen

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Program returns the statements of a random program; equal seeds give equal
// programs. size is about the number of statements.
func Program(seed uint64, size int) string {
	g := &generator{r: rand.New(rand.NewPCG(seed, 1)), left: size}
	g.line("string log = \"\";")
	for g.left > 0 {
		g.statement(0)
	}
	for _, v := range g.vars {
		if v.typ != array {
			g.line("log += \"|\" + " + v.name + ";")
		} else {
			g.line("log += \"|\" + string.Join(\",\", " + v.name + ");")
		}
	}
	g.line("return log;")
	return g.b.String()
}

// variable is a local that statements may use.
type variable struct {
	name  string
	typ   kind
	fixed bool // a loop's counter, which is not assigned
}

// function is a lambda or local function of one parameter.
type function struct {
	name          string
	param, result kind
}

type generator struct {
	r     *rand.Rand
	b     strings.Builder
	vars  []variable
	funcs []function
	names int
	left  int
}

func (g *generator) line(s string) { g.b.WriteString(s); g.b.WriteByte(' ') }

func (g *generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// scoped writes a block whose variables end with it.
func (g *generator) scoped(write func()) {
	vars, funcs := len(g.vars), len(g.funcs)
	g.line("{")
	write()
	g.line("}")
	g.vars, g.funcs = g.vars[:vars], g.funcs[:funcs]
}

func (g *generator) block(depth int) {
	g.scoped(func() {
		for range 1 + g.r.IntN(3) {
			g.statement(depth + 1)
		}
	})
}

// statement writes one statement.
func (g *generator) statement(depth int) {
	g.left--
	n := g.r.IntN(14)
	if depth > 3 && n > 5 {
		n = g.r.IntN(6)
	}
	switch n {
	case 0, 1, 2:
		g.declare()
	case 3, 4, 5:
		g.assign()
	case 6:
		g.line("if (" + g.expr(boolean, 3) + ")")
		g.block(depth)
		if g.r.IntN(2) == 0 {
			g.line("else")
			g.block(depth)
		}
	case 7:
		i := g.name("i")
		g.line(fmt.Sprintf("for (int %s = 0; %s < %d; %s++)", i, i, 1+g.r.IntN(4), i))
		g.vars = append(g.vars, variable{i, integer, true})
		g.block(depth)
		g.vars = g.vars[:len(g.vars)-1]
	case 8:
		x := g.name("x")
		g.line("foreach (var " + x + " in " + g.expr(array, 2) + ")")
		g.vars = append(g.vars, variable{x, integer, true})
		g.block(depth)
		g.vars = g.vars[:len(g.vars)-1]
	case 9:
		g.line("switch (" + g.expr(integer, 2) + " % 3) { case 0:")
		g.block(depth)
		g.line("break; case 1: case 2:")
		g.block(depth)
		g.line("break; default: log += \"d\"; break; }")
	case 10:
		g.line("try")
		g.block(depth)
		e := g.name("e")
		g.line("catch (OverflowException) { log += \"o\"; } catch (Exception " + e + ") { log += " + e + ".Message.Length > 0; }")
		if g.r.IntN(2) == 0 {
			g.line("finally { log += \"f\"; }")
		}
	case 11:
		g.lambda()
	case 12:
		g.localFunction(depth)
	default:
		g.line("log += " + g.expr(text, 4) + ";")
	}
}

func (g *generator) declare() {
	t := kinds[g.r.IntN(len(kinds))]
	v := variable{name: g.name("v"), typ: t}
	typ := string(t)
	if t != nullable && g.r.IntN(2) == 0 {
		typ = "var"
	}
	// A constant may have a type of its own under var: long stays long by a suffix.
	g.line(typ + " " + v.name + " = (" + string(t) + ")(" + g.expr(t, 4) + ");")
	g.vars = append(g.vars, v)
}

func (g *generator) assign() {
	v, ok := g.variable(func(v variable) bool { return !v.fixed })
	if !ok {
		g.declare()
		return
	}
	switch op := g.r.IntN(5); {
	case v.typ == array:
		g.line(v.name + "[" + g.expr(integer, 2) + "] = " + g.expr(integer, 3) + ";")
	case op == 0 && (v.typ == integer || v.typ == long || v.typ == double || v.typ == nullable || v.typ == char):
		g.line(v.name + []string{"++", "--"}[g.r.IntN(2)] + ";")
	case op == 1 && (v.typ == integer || v.typ == long || v.typ == nullable):
		g.line(v.name + []string{" += ", " -= ", " *= ", " ^= ", " |= "}[g.r.IntN(5)] + g.expr(integer, 3) + ";")
	case op == 2 && v.typ == text:
		g.line(v.name + " += " + g.expr(kinds[g.r.IntN(6)], 3) + ";")
	default:
		g.line(v.name + " = " + g.expr(v.typ, 4) + ";")
	}
}

func (g *generator) lambda() {
	f := function{g.name("f"), simple[g.r.IntN(len(simple))], simple[g.r.IntN(len(simple))]}
	p := g.name("p")
	g.vars = append(g.vars, variable{p, f.param, true})
	body := g.expr(f.result, 3)
	g.vars = g.vars[:len(g.vars)-1]
	g.line(fmt.Sprintf("Func<%s, %s> %s = %s => %s;", f.param, f.result, f.name, p, body))
	g.funcs = append(g.funcs, f)
}

func (g *generator) localFunction(depth int) {
	f := function{g.name("F"), simple[g.r.IntN(len(simple))], simple[g.r.IntN(len(simple))]}
	p := g.name("p")
	g.line(fmt.Sprintf("%s %s(%s %s)", f.result, f.name, f.param, p))
	g.vars = append(g.vars, variable{p, f.param, false})
	g.scoped(func() {
		g.statement(depth + 2)
		g.line("return " + g.expr(f.result, 3) + ";")
	})
	g.vars = g.vars[:len(g.vars)-1]
	g.funcs = append(g.funcs, f)
}

// variable picks one of the variables that fit.
func (g *generator) variable(fits func(variable) bool) (variable, bool) {
	var list []variable
	for _, v := range g.vars {
		if fits(v) {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return variable{}, false
	}
	return list[g.r.IntN(len(list))], true
}
