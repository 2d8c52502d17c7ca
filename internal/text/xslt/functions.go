package xslt

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// function is a function of XSLT. e is the element that the expression stands on.
type function struct {
	least, most int
	call        func(e *xmltree.Element, f *frame, c xpath.Context, args []xpath.Value) (xpath.Value, error)
}

// functionOf returns a function by its name.
func functionOf(name xmltree.Name) (function, bool) {
	switch name.Space {
	case "":
		switch name.Local {
		case "current":
			return function{0, 0, current}, true
		case "key":
			return function{2, 2, keyFunction}, true
		case "format-number":
			return function{2, 3, formatNumberFunction}, true
		case "generate-id":
			return function{0, 1, generateID}, true
		case "system-property":
			return function{1, 1, systemProperty}, true
		case "element-available":
			return function{1, 1, elementAvailable}, true
		case "function-available":
			return function{1, 1, functionAvailable}, true
		case "unparsed-entity-uri":
			return function{1, 1, func(*xmltree.Element, *frame, xpath.Context, []xpath.Value) (xpath.Value, error) { return "", nil }}, true
		}
	case msxslNamespace:
		if name.Local == "node-set" {
			return function{1, 1, nodeSet}, true
		}
		return microsoftFunction(name.Local)
	case exslNamespace:
		switch name.Local {
		case "node-set":
			return function{1, 1, nodeSet}, true
		case "object-type":
			return function{1, 1, objectType}, true
		}
	}
	return function{}, false
}

// Function binds a call of a function.
func (s scope) Function(name xmltree.Name, args int) (xpath.SessionFunction, error) {
	if name == (xmltree.Name{Local: "document"}) {
		return nil, failure("the function document() is not allowed: a policy has no other documents")
	}
	fn, ok := functionOf(name)
	switch {
	case !ok && name.Space == "":
		return nil, failure("'%s()' is an unknown XSLT function.", name.Local)
	case !ok:
		// It may be asked for with function-available and never be called.
		return func(any, xpath.Context, []xpath.Value) (xpath.Value, error) {
			return nil, failure("Cannot find the script or the extension object associated with namespace '%s'.", name.Space)
		}, nil
	case args < fn.least || args > fn.most:
		return nil, failure("Function '%s()' must have %s argument(s).", name.Local, numbers(fn.least, fn.most))
	}
	e := s.e
	return func(state any, c xpath.Context, args []xpath.Value) (xpath.Value, error) {
		return fn.call(e, state.(*frame), c, args)
	}, nil
}

func numbers(least, most int) string {
	if least == most {
		return strconv.Itoa(least)
	}
	return strconv.Itoa(least) + " to " + strconv.Itoa(most)
}

func current(_ *xmltree.Element, f *frame, _ xpath.Context, _ []xpath.Value) (xpath.Value, error) {
	return xpath.NodeSet{f.at.Node}, nil
}

func nodeSet(_ *xmltree.Element, f *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
	switch v := args[0].(type) {
	case xpath.NodeSet:
		return v, nil
	case xpath.Fragment:
		return xpath.NodeSet{v.Root}, nil
	}
	// Other values become a root with a text.
	b := xmltree.NewBuilder(f.x.options.Charge)
	if err := b.Text(xpath.Text(args[0])); err != nil {
		return nil, err
	}
	return xpath.NodeSet{xpath.Of(b.Fragment())}, nil
}

func objectType(_ *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
	switch args[0].(type) {
	case xpath.NodeSet:
		return "node-set", nil
	case xpath.Fragment:
		return "RTF", nil
	case float64:
		return "number", nil
	case bool:
		return "boolean", nil
	}
	return "string", nil
}

func generateID(_ *xmltree.Element, f *frame, c xpath.Context, args []xpath.Value) (xpath.Value, error) {
	n := c.Node
	if len(args) > 0 {
		set, ok := args[0].(xpath.NodeSet)
		if !ok {
			return nil, failure("Expression must evaluate to a node-set.")
		}
		if len(set) == 0 {
			return "", nil
		}
		n = set[0]
	}
	x := f.x
	if x.ids == nil {
		x.ids = map[xpath.Node]int{}
	}
	id, ok := x.ids[n]
	if !ok {
		if err := x.charge(48); err != nil {
			return nil, err
		}
		id = len(x.ids) + 1
		x.ids[n] = id
	}
	// unverified: the form; any name that is the node's alone is right.
	return "ID" + strconv.Itoa(id), nil
}

func systemProperty(e *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
	name, err := resolve(e, xpath.Text(args[0]), false)
	if err != nil {
		return nil, err
	}
	switch {
	case name.Space == xslNamespace && name.Local == "version":
		return 1.0, nil
	case name.Space == xslNamespace && name.Local == "vendor":
		return "Microsoft", nil
	case name.Space == xslNamespace && name.Local == "vendor-url":
		return "http://www.microsoft.com", nil
	case name.Space == msxslNamespace && name.Local == "version":
		return "4.0", nil
	}
	return "", nil
}

func elementAvailable(e *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
	name, err := resolve(e, xpath.Text(args[0]), true)
	if err != nil {
		return nil, err
	}
	return name.Space == xslNamespace && (&compiler{}).compilerOf(name.Local) != nil, nil
}

func functionAvailable(e *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
	name, err := resolve(e, xpath.Text(args[0]), false)
	if err != nil {
		return nil, err
	}
	if name.Space == "" && xpath.IsCore(name.Local) {
		return true, nil
	}
	_, ok := functionOf(name)
	return ok, nil
}

// microsoftFunction returns a function of the namespace urn:schemas-microsoft-com:xslt
// that needs no types of a schema.
func microsoftFunction(name string) (function, bool) {
	switch name {
	case "string-compare":
		return function{2, 4, func(_ *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
			a, b := xpath.Text(args[0]), xpath.Text(args[1])
			options := ""
			if len(args) > 3 {
				options = xpath.Text(args[3])
			}
			if strings.Contains(options, "i") {
				a, b = strings.ToLower(a), strings.ToLower(b)
			}
			return float64(sign(compareTexts(a, b, strings.Contains(options, "u")))), nil
		}}, true
	case "local-name":
		return function{1, 1, func(_ *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
			s := xpath.Text(args[0])
			_, local, ok := strings.Cut(s, ":")
			if !ok {
				return s, nil
			}
			return local, nil
		}}, true
	case "namespace-uri":
		return function{1, 1, func(e *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
			name, err := resolve(e, xpath.Text(args[0]), true)
			return string(name.Space), err
		}}, true
	case "number":
		return function{1, 1, func(_ *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
			v, err := xmltree.ParseDouble(xpath.Text(args[0]))
			if err != nil {
				return xpath.Number("NaN"), nil
			}
			return v, nil
		}}, true
	case "utc":
		return function{1, 1, func(_ *xmltree.Element, _ *frame, _ xpath.Context, args []xpath.Value) (xpath.Value, error) {
			v, err := xmltree.ParseDateTimeOffset(xpath.Text(args[0]), clr.DateTime{})
			if err != nil {
				return "", nil
			}
			return xmltree.FormatDateTime(v.UtcDateTime()), nil
		}}, true
	}
	return function{}, false
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
