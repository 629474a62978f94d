// What Go's compiler makes of a plain load and a plain store of 64 bits on amd64 and on 386: the instructions that reach the memory.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

//go:noinline
func load(p *uint64) uint64 { return *p }

//go:noinline
func store(p *uint64, v uint64) { *p = v }

func main() {
	fmt.Printf("# waitgroup/plain.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	p := new(uint64)
	store(p, load(p))
	reaches := regexp.MustCompile(`\t(MOV\w)\t(.*4?\([A-D]X\)(?:, \w+)?)$`) // not the stack, which is (SP)
	for _, arch := range []string{"amd64", "386"} {
		cmd := exec.Command("go", "build", "-gcflags=-S", "-o", os.DevNull, "waitgroup/plain.go")
		cmd.Env = append(os.Environ(), "GOARCH="+arch)
		listing, err := cmd.CombinedOutput()
		if err != nil {
			panic(err)
		}
		function := ""
		for line := range strings.Lines(string(listing)) {
			line = strings.TrimSuffix(line, "\n")
			if name, _, begins := strings.Cut(line, " STEXT "); begins {
				function = strings.TrimPrefix(name, "main.")
			}
			found := reaches.FindStringSubmatch(line)
			if (function == "load" || function == "store") && found != nil && !strings.Contains(line, "TLS") {
				fmt.Printf("%s\t%s\t%s\t%s\n", arch, function, found[1], found[2])
			}
		}
	}
}
