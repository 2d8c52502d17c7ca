package generic

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// refusedTypes are collections that .NET has and the service's allow-list has not
// (expressions.md section 3.4). They are declared so that the message is the
// service's.
func refusedTypes() []types.Decl {
	var list []types.Decl
	for _, name := range []string{
		"System.Collections.ArrayList", "System.Collections.BitArray", "System.Collections.Hashtable",
		"System.Collections.Queue", "System.Collections.SortedList", "System.Collections.Stack",
		"System.Collections.Generic.LinkedList<T>", "System.Collections.Generic.LinkedListNode<T>",
		"System.Collections.Generic.SortedDictionary<TKey, TValue>", "System.Collections.Generic.SortedList<TKey, TValue>",
		"System.Collections.Generic.SortedSet<T>",
		"System.Collections.ObjectModel.Collection<T>", "System.Collections.ObjectModel.KeyedCollection<TKey, TItem>",
		"System.Collections.ObjectModel.ObservableCollection<T>", "System.Collections.ObjectModel.ReadOnlyCollection<T>",
		"System.Collections.ObjectModel.ReadOnlyDictionary<TKey, TValue>",
		"System.Collections.Concurrent.BlockingCollection<T>", "System.Collections.Concurrent.ConcurrentBag<T>",
		"System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>", "System.Collections.Concurrent.ConcurrentQueue<T>",
		"System.Collections.Concurrent.ConcurrentStack<T>",
	} {
		list = append(list, types.Decl{Name: name, Kind: types.Class, Refused: "not in the list of types that expressions may use"})
	}
	return list
}
