package main

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/gatehouse-project/gatehouse/internal/bcl/bclgen"
)

// driver runs batches and keeps the figures.
type driver struct {
	options options
	ours    ours
	oracle  oracle
	tally   tally
	out     *json.Encoder
	shown   int
}

// difference is a case whose answers differ, and how.
type difference struct {
	c         bclgen.Case
	want, got answer
	text      string
}

// batch runs cases on both sides.
func (d *driver) batch(cases []bclgen.Case) error {
	if len(cases) == 0 {
		return nil
	}
	got, err := d.ours.run(cases)
	if err != nil {
		return err
	}
	want, err := d.oracle.run(cases)
	if err != nil {
		return err
	}
	var list []difference
	for i, c := range cases {
		d.tally.cases++
		if want[i].Phase == "compile" && got[i].Phase == "compile" {
			d.tally.refused++
			continue
		}
		if want[i].Phase != "compile" && got[i].Phase != "compile" && c.Member != "" {
			d.tally.members[c.Member] = true
		}
		text := differs(want[i], got[i], d.options.messages)
		if text == "" {
			d.tally.same++
			if err := d.keep(c, want[i]); err != nil {
				return err
			}
			continue
		}
		if why := explained(c, want[i], got[i]); why != "" {
			d.tally.explained[why]++
			continue
		}
		d.tally.differ++
		list = append(list, difference{c, want[i], got[i], text})
	}
	return d.print(list)
}

// recorded is a case with the answer of the oracle, as the tests of
// internal/evaluate read it.
type recorded struct {
	bclgen.Case
	Expect answer `json:"expect"`
}

func (d *driver) keep(c bclgen.Case, want answer) error {
	if d.out == nil {
		return nil
	}
	want.ID, want.Message = 0, ""
	return d.out.Encode(recorded{c, want})
}

// print shows differences, each with the smallest part that differs too, as many as
// are asked for. One whose smallest part a rule explains is explained, and not shown.
func (d *driver) print(list []difference) error {
	var parts []bclgen.Case
	var of []int
	for i, x := range list {
		seen := map[string]bool{}
		for _, p := range x.c.Parts {
			if !seen[p] && p != x.c.Code {
				seen[p] = true
				parts = append(parts, bclgen.Case{Kind: "(", Code: p, Context: x.c.Context})
				of = append(of, i)
			}
		}
	}
	smallest := make([]*difference, len(list))
	if len(parts) > 0 {
		got, err := d.ours.run(parts)
		if err != nil {
			return err
		}
		want, err := d.oracle.run(parts)
		if err != nil {
			return err
		}
		order := make([]int, len(parts))
		for k := range order {
			order[k] = k
		}
		sort.SliceStable(order, func(a, b int) bool { return len(parts[order[a]].Code) < len(parts[order[b]].Code) })
		for _, k := range order {
			text := differs(want[k], got[k], d.options.messages)
			if text != "" && smallest[of[k]] == nil && !(want[k].Phase == "compile" && got[k].Phase == "compile") {
				smallest[of[k]] = &difference{parts[k], want[k], got[k], text}
			}
		}
	}
	said := map[string]bool{}
	for i, x := range list {
		if s := smallest[i]; s != nil {
			if why := explained(s.c, s.want, s.got); why != "" {
				d.tally.differ--
				d.tally.explained[why]++
				continue
			}
			if !said[s.c.Code] && d.shown < d.options.show {
				fmt.Printf("%s\n\t%s\n", s.c.Code, s.text)
				d.shown++
			}
			said[s.c.Code] = true
			continue
		}
		if d.shown == d.options.show {
			continue
		}
		d.shown++
		fmt.Printf("@%s%s  [%s]\n\t%s\n", x.c.Kind, x.c.Code, x.c.Member, x.text)
	}
	return nil
}
