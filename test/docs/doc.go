// Package docs holds no code, only tests that do what the documentation says: the
// commands of README.md, docs and the examples are run, their output is compared,
// their links are followed.
//
// What a fenced block is shows in its first line:
//
//	```sh              commands, run one by one; each must succeed
//	```console         commands after "$ ", with their output; … stands for any text
//	```xml policy.xml  a file, written where the commands run
//
// Start reading at TestCommands.
package docs
