// What Go's own source says about the WaitGroup's word: lines found in GOROOT/src/sync/waitgroup.go, a section for each.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

func main() {
	fmt.Printf("# waitgroup/source.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	section("the bits", `^type WaitGroup struct`, `^}`, `^\t//\s+(bits.*)`)
	section("the fields", `^type WaitGroup struct`, `^}`, `^\t(\w+\s+\w.*)`)
	section("the atomic steps of Add", `^func \(wg \*WaitGroup\) Add`, `^}`, `(wg\.state\.\w+\(.*\))`)
	section("the halves", `^func \(wg \*WaitGroup\) Add`, `^}`, `^\t([vw] := .*)`)
	section("the releases", `^func \(wg \*WaitGroup\) Add`, `^}`, `^\s+(for ; w != 0.*|runtime_Semrelease.*)`)
	section("the steps of Wait from the compare-and-swap on", `wg.state.CompareAndSwap\(state, state\+1\)`, `^}`,
		`^\t+(if wg\.state\.CompareAndSwap.*|runtime_Sem.*|isReset := .*|if isReset.*|if wg.state.Load.*|panic\(.*|return)$`)
	section("the new goroutine of Go", `^func \(wg \*WaitGroup\) Go\(`, `^}`, `^\t+(go func.*|defer .*|if x := .*|panic\(.*|wg\.Done.*|f\(\))$`)
}

// section prints what the group of `pattern` matches, from the line `from` to the line `to`; `-` if there is no line `from`.
func section(label, from, to, pattern string) {
	fmt.Println("==", label)
	begins, ends, wanted := regexp.MustCompile(from), regexp.MustCompile(to), regexp.MustCompile(pattern)
	inside := false
	for _, line := range strings.Split(text, "\n") {
		inside = inside || begins.MatchString(line)
		if found := wanted.FindStringSubmatch(line); inside && found != nil {
			fmt.Println(found[1])
		}
		if inside && ends.MatchString(line) {
			return
		}
	}
	if inside {
		panic("no " + to + " after " + from)
	}
	fmt.Println("-")
}

// text is the source of the Go that runs this.
var text = func() string {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err == nil {
		var all []byte
		if all, err = os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "src", "sync", "waitgroup.go")); err == nil {
			return string(all)
		}
	}
	panic(err)
}()
