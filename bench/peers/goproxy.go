package main

// goProxy starts one of the programs beside this one.
func goProxy(name string) func(b *bed, s scenario, address string) (*process, error) {
	return func(b *bed, s scenario, address string) (*process, error) {
		dir, err := b.folder(name+"-"+s.name, map[string]string{"README": "what it prints goes here\n"})
		if err != nil {
			return nil, err
		}
		return b.start(dir, b.tools.path[name], address, b.upstream)
	}
}
