// What Go's own source says about switching, preempting and asking for memory: lines found in GOROOT, a section for each.
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
	fmt.Printf("# ground/source.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	// What a goroutine leaves behind when it is switched away, and what is loaded when it goes on.
	fmt.Println("== a switch")
	row("mcall saves", "asm_amd64.s", `^TEXT runtime·mcall<`, `^goodm`, `^\s+MOVQ\s+\w+, \(g_sched\+gobuf_(\w+)\)\(R14\)`)
	row("gogo loads", "asm_amd64.s", `^TEXT gogo<>`, `JMP\s+BX`, `^\s+MOVQ\s+gobuf_(\w+)\(BX\), \w+`)
	row("a signal's preemption saves", "preempt_amd64.s", `^TEXT ·asyncPreempt\(SB\)`, `^\t// Save extended`, `^\t(?:PUSHQ|MOVQ) (\w+)(?:, \d+\(SP\))?$`)
	section("gobuf", "runtime2.go", `^type gobuf struct`, `^}`, `^\s+(\w+)\s+[\w.]+`)
	section("time slice", "proc.go", `^const forcePreemptNS`, `$`, `^const forcePreemptNS = .*// (\w+)`)
	section("the park's unlock function runs after the goroutine is waiting", "proc.go", `^func park_m`, `^}`, `^\s+(?:ok := )?(fn\(gp, mp.waitlock\)|casgstatus\(gp, _Grunning, _Gwaiting\))`)
	section("a ready of who does not wait", "proc.go", `^func ready\(`, `^}`, `throw\("(.*)"\)`)
	section("nobody can run", "proc.go", `^func checkdead`, `^}`, `fatal\("(all goroutines.*)"\)`)
	section("bits of a runtime lock", "lock_spinbit.go", `^\tmutexLocked`, `^\)`, `^\s+(mutex(?:Locked|Sleeping|Spinning|StackLocked)\s+= 0x\w+)`)
	section("a reservation", "mem_linux.go", `^func sysReserveOS`, `^}`, `mmap\(v, n, (\w+),`)
	section("made usable", "mem_linux.go", `^func sysMapOS`, `^}`, `mmap\(v, n, (.*?), _MAP_ANON`)
	section("given back, by default", "runtime1.go", `^\tif GOOS == "linux"`, `^\t}`, `debug\.(madvdontneed = 1)`)
	section("tcmalloc", "malloc.go", `^// Memory allocator`, `^package`, `^// (.*tcmalloc,.*)`)
	section("arena", "malloc.go", `^\t// heapArenaBytes is`, `heapArenaBytes =`, `(64MB on 64-bit non-Windows)`)
}

// section prints what find finds, a line each.
func section(label, file, from, to, pattern string) {
	fmt.Println("==", label)
	for _, found := range find(file, from, to, pattern) {
		fmt.Println(found)
	}
}

// row prints the same in one line.
func row(label, file, from, to, pattern string) {
	fmt.Printf("%s: %s\n", label, strings.Join(find(file, from, to, pattern), " "))
}

// find gives what the group of `pattern` matches in a file of the runtime, from the line `from` to the line `to`.
func find(file, from, to, pattern string) (all []string) {
	text, err := os.ReadFile(filepath.Join(root, "src", "runtime", file))
	if err != nil {
		panic(err)
	}
	begins, ends, wanted := regexp.MustCompile(from), regexp.MustCompile(to), regexp.MustCompile(pattern)
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		inside = inside || begins.MatchString(line)
		if found := wanted.FindStringSubmatch(line); inside && found != nil {
			all = append(all, found[1])
		}
		if inside && ends.MatchString(line) {
			return all
		}
	}
	panic(file + " has no " + from + " up to " + to)
}

// root is the folder of the Go that runs this.
var root = func() string {
	output, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(output))
}()
