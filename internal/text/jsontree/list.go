package jsontree

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// childList is the child list of arrays and constructors.
type childList struct {
	items []Token
	stamp
}

// HasValues says whether there are children.
func (l *childList) HasValues() bool { return len(l.items) > 0 }

// Count is the number of children.
func (l *childList) Count() int { return len(l.items) }

func (l *childList) child(index int) Token { return l.items[index] }
func (l *childList) changes() *stamp       { return &l.stamp }

func (l *childList) refusesItem(Token) (ignore bool, err error) { return false, nil }

func (l *childList) place(index int, item Token) {
	l.version++
	if index == len(l.items) {
		if l.items == nil {
			l.items = make([]Token, 0, firstChildren)
		}
		l.items = append(l.items, item)
		return
	}
	l.items = slices.Insert(l.items, index, item)
	renumber(l.items, index)
}

func (l *childList) displace(index int) error {
	l.version++
	l.items[index].header().detach()
	l.items = slices.Delete(l.items, index, index+1)
	renumber(l.items, index)
	return nil
}

func (l *childList) swap(index int, item Token) {
	l.version++
	l.items[index] = item
}

func (l *childList) clear() {
	for _, item := range l.items {
		item.header().detach()
	}
	l.items = nil
	l.version++
}

func refuseProperty(c Container, item Token) error {
	if item.Type() != TypeProperty {
		return nil
	}
	return clr.Argument("Can not add "+TypeName(item)+" to "+TypeName(c)+".", "")
}

// at is the indexer of a list.
func (l *childList) at(index int) (Token, error) {
	if index < 0 || index >= len(l.items) {
		return nil, listIndexOutOfRange()
	}
	return l.items[index], nil
}
