// How a program ends that uses a WaitGroup, rightly or wrongly: each case is a process of its own. Columns: case, exit code, what it
// printed, the runtime's message, and the state of the goroutine that is named first.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

var cases = []struct {
	name string
	run  func()
}{
	{"Done of a new one", func() { defer recovered(); new(sync.WaitGroup).Done() }},
	{"Add(1), Add(-2)", func() { defer recovered(); var wg sync.WaitGroup; wg.Add(1); wg.Add(-2) }},
	{"Add(1<<31-1), Add(1)", func() { defer recovered(); var wg sync.WaitGroup; wg.Add(1<<31 - 1); fmt.Println("max ok"); wg.Add(1) }},
	{"Add(1<<32), Wait", func() { var wg sync.WaitGroup; wg.Add(1 << 32); wg.Wait(); fmt.Println("ok") }},
	{"Done of a new one, recovered, then Add(1), Wait", func() {
		var wg sync.WaitGroup
		func() { defer recovered(); wg.Done() }()
		wg.Add(1)
		wg.Wait()
		fmt.Println("wait returned")
	}},
	{"Add(1) while one waits for a counter of zero", func() {
		defer recovered()
		var wg sync.WaitGroup
		*(*uint64)(unsafe.Pointer(&wg)) = 1 // a waiter, which no call leaves there
		wg.Add(1)
	}},
	{"Add(1) between the last Done and the waiter's waking", func() {
		runtime.GOMAXPROCS(1)
		defer recovered()
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { wg.Done(); wg.Add(1) }()
		wg.Wait()
	}},
	{"Wait of a new one", func() { new(sync.WaitGroup).Wait(); fmt.Println("ok") }},
	{"Done before Wait", func() { var wg sync.WaitGroup; wg.Add(1); wg.Done(); wg.Wait(); fmt.Println("ok") }},
	{"Wait, nobody is done", func() { var wg sync.WaitGroup; wg.Add(1); wg.Wait() }},
	{"a copy is done", func() { var wg sync.WaitGroup; wg.Add(1); go doneOf(wg); wg.Wait() }},
	{"three wait", func() {
		var wg, waiting, ended sync.WaitGroup
		wg.Add(1)
		for range 3 {
			waiting.Add(1)
			ended.Go(func() { waiting.Done(); wg.Wait() })
		}
		waiting.Wait()
		wg.Done()
		ended.Wait()
		fmt.Println("ok")
	}},
	{"Go", func() { var wg sync.WaitGroup; wg.Go(func() { fmt.Println("in Go") }); wg.Wait(); fmt.Println("wait returned") }},
	{"Go with a panic", func() { var wg sync.WaitGroup; wg.Go(func() { panic("in Go") }); wg.Wait(); fmt.Println("wait returned") }},
}

func doneOf(wg sync.WaitGroup) { wg.Done() }

func recovered() { fmt.Println("recovered:", recover()) }

func main() {
	if len(os.Args) > 1 {
		for _, c := range cases {
			if c.name == os.Args[1] {
				c.run()
			}
		}
		return
	}
	fmt.Printf("# waitgroup/misuse.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	for _, c := range cases {
		cmd := exec.Command(self, c.name)
		var out, complaint strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &complaint
		_ = cmd.Run()
		message, state := "-", "-"
		for line := range strings.Lines(complaint.String()) {
			line = strings.TrimSpace(line)
			if message == "-" && (strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ")) {
				message = line
			}
			if _, rest, ok := strings.Cut(line, " ["); state == "-" && strings.HasPrefix(line, "goroutine ") && ok {
				state = strings.TrimSuffix(rest, "]:")
			}
		}
		printed := strings.Join(strings.Split(strings.TrimSpace(out.String()), "\n"), "; ")
		if printed == "" {
			printed = "-"
		}
		fmt.Printf("%s\t%d\t%s\t%s\t%s\n", c.name, cmd.ProcessState.ExitCode(), printed, message, state)
	}
}
