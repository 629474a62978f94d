// What the race detector says of an Add from zero that is not ordered with Wait. Each case is a process of its own, built with -race.
// Columns: case, exit code, what was printed, and of the report the first line and the two accesses.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// The cases see to their order by looks that the detector does not see: it would take them for order.

//go:norace
func until(wanted func(waiters, counter uint32) bool, wg *sync.WaitGroup) {
	words := (*[2]uint32)(unsafe.Pointer(wg))
	for !wanted(words[0], words[1]) {
		runtime.Gosched()
	}
}

//go:norace
func oneWaits(waiters, counter uint32) bool { return waiters == 1 }

//go:norace
func nobodyWorks(waiters, counter uint32) bool { return waiters == 0 && counter == 0 }

//go:norace
func untilSet(flag *bool) {
	for !*flag {
		runtime.Gosched()
	}
}

//go:norace
func set(flag *bool) { *flag = true }

var cases = []struct {
	name string
	run  func()
}{
	{"Wait sleeps and returns, then Add(1)", func() {
		var wg sync.WaitGroup
		var returned, added bool
		wg.Add(1)
		go func() { until(oneWaits, &wg); wg.Done() }()
		go func() { untilSet(&returned); wg.Add(1); set(&added) }()
		wg.Wait()
		set(&returned)
		untilSet(&added)
		fmt.Println("Wait has returned, and one is at work")
	}},
	{"Wait finds zero and returns, then Add(1)", func() {
		var wg sync.WaitGroup
		var returned, added bool
		wg.Add(1)
		go func() { wg.Done() }()
		go func() { untilSet(&returned); wg.Add(1); set(&added) }()
		until(nobodyWorks, &wg)
		wg.Wait()
		set(&returned)
		untilSet(&added)
		fmt.Println("Wait has returned, and one is at work")
	}},
	{"Add(1) from zero before the other is started, then Wait sleeps", func() {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { until(oneWaits, &wg); wg.Done() }()
		wg.Wait()
		fmt.Println("Wait has returned")
	}},
}

func main() {
	if len(os.Args) > 1 {
		for _, c := range cases {
			if c.name == os.Args[1] {
				c.run()
			}
		}
		return
	}
	fmt.Printf("# waitgroup/race.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	folder, err := os.MkdirTemp("", "race")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	self := filepath.Join(folder, "race")
	build := exec.Command("go", "build", "-race", "-o", self, "waitgroup/race.go")
	build.Env = append(os.Environ(), "CGO_ENABLED=1") // the detector is a C library
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		panic(err)
	}
	for _, c := range cases {
		cmd := exec.Command(self, c.name)
		var out, complaint strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &complaint
		_ = cmd.Run()
		report := []string{}
		for line := range strings.Lines(complaint.String()) {
			line = strings.TrimSpace(line)
			access, _, isAccess := strings.Cut(line, " at 0x") // "Read at 0xc000012038 by goroutine 8:"
			if isAccess || strings.HasPrefix(line, "WARNING: ") {
				report = append(report, access)
			}
		}
		if len(report) == 0 {
			report = []string{"no report"}
		}
		fmt.Printf("%s\t%d\t%s\t%s\n", c.name, cmd.ProcessState.ExitCode(), strings.TrimSpace(out.String()), strings.Join(report, "; "))
	}
}
