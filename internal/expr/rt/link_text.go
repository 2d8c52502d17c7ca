package rt

import "math"

// Light is a Linker of a member that takes the same time however long its texts
// are, such as the length of a string. Calls of all other members count the work
// of going through the texts that they are given (CountTexts).
type Light Linker

// LinkerOf returns the run-time side of a member that was declared with a Linker
// or a Light.
func LinkerOf(impl any) Linker {
	if l, ok := impl.(Light); ok {
		return Linker(l)
	}
	return impl.(Linker)
}

// CountTexts makes the call count the receiver and the arguments that are texts
// of any length. Constants are as short as the document that has them.
func CountTexts(c *Call) {
	if c.HasRecv {
		c.Recv = counted(c.Recv, c.At)
	}
	for i, a := range c.Args {
		c.Args[i] = counted(a, c.At)
	}
}

func counted(c Code, at Place) Code {
	text, ok := c.fn.(Fn[String])
	if !ok || c.isConst {
		return c
	}
	c.uncounted = text
	c.fn = Fn[String](func(f *Frame) (String, error) {
		s, err := text(f)
		if len(s.Text) >= longText && err == nil {
			if err := f.Text(len(s.Text)); err != nil {
				return s, f.Throw(at, err)
			}
		}
		return s, err
	})
	return c
}

// uncountedText returns code of strings as a function that leaves counting to its
// caller: texts from from bytes on are to be counted. It saves the call of a
// function for each text (BenchmarkTexts); ok is false for other code.
func uncountedText(c Code) (text Fn[String], from int, ok bool) {
	if c.uncounted != nil {
		return c.uncounted, longText, true
	}
	text, ok = c.fn.(Fn[String])
	return text, math.MaxInt, ok
}
