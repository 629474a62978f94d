// How a program ends that waits for ever or breaks a rule: each case is a process of its own. Columns: case, exit code, what
// it printed, the runtime's message, and the state of the goroutine that is named first.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

var cases = []struct {
	name string
	run  func()
}{
	{"receive, nobody sends", func() { <-make(chan int) }},
	{"send, nobody receives", func() { make(chan int) <- 1 }},
	{"send 2 into cap 1", func() { c := make(chan int, 1); c <- 1; fmt.Println("first sent"); c <- 2 }},
	{"send 1 into cap 1, never received", func() { c := make(chan int, 1); c <- 1; fmt.Println("ok") }},
	{"receive from nil", func() { var c chan int; <-c }},
	{"send to nil", func() { var c chan int; c <- 1 }},
	{"range, never closed", func() {
		c := make(chan int, 1)
		c <- 1
		for v := range c {
			fmt.Println(v)
		}
	}},
	{"select without cases", func() { select {} }},
	{"select over nil channels", func() { selectOver(nil, nil) }},
	{"select over idle channels", func() { selectOver(make(chan int), make(chan int)) }},
	{"a goroutine sends, main waits in select without cases", func() { go send(make(chan int)); select {} }},
	{"a goroutine sends, main ends", func() { go send(make(chan int)); fmt.Println("ok") }},
	{"a goroutine receives, main ends", func() { c := make(chan int); go func() { <-c }(); fmt.Println("ok") }},
	{"a goroutine sends, main sleeps", func() { go send(make(chan int)); time.Sleep(time.Millisecond); fmt.Println("ok") }},
	{"send on closed", func() { closed() <- 1 }},
	{"select with a send on closed, default", func() {
		select {
		case closed() <- 1:
		default:
		}
	}},
	{"close of closed", func() { close(closed()) }},
	{"close of nil", func() { var c chan int; close(c) }},
	{"close while a goroutine sends", func() { c := make(chan int); go send(c); untilParked("chan send"); close(c); select {} }},
	{"close while a goroutine selects", func() { c := make(chan int); go selectOver(nil, c); untilParked("select"); close(c); select {} }},
	{"make with -1", func() { n := -1; _ = make(chan int, n) }},
	{"make with 1<<62", func() { n := 1 << 62; _ = make(chan int, n) }},
	{"make of struct{} with 1<<62", func() { n := 1 << 62; fmt.Println(cap(make(chan struct{}, n)) == n) }},
	{"make of struct{} with 1<<63-1", func() { n := 1<<63 - 1; fmt.Println(cap(make(chan struct{}, n)) == n) }},
	{"make of struct{} with -1", func() { n := -1; _ = make(chan struct{}, n) }},
	{"recover from send on closed", func() { defer recovered(); closed() <- 1 }},
	{"recover from close of closed", func() { defer recovered(); close(closed()) }},
	{"recover from close of nil", func() { defer recovered(); var c chan int; close(c) }},
	{"NewTicker(0)", func() { time.NewTicker(0) }},
	{"Ticker.Reset(0)", func() { time.NewTicker(time.Hour).Reset(0) }},
}

func send(c chan int) { c <- 1 }

// selectOver waits for a receive from one and a send to the other.
func selectOver(from, to chan int) {
	select {
	case <-from:
	case to <- 1:
	}
}

func closed() chan int {
	c := make(chan int, 1)
	close(c)
	return c
}

func recovered() {
	e := recover()
	_, isRuntime := e.(runtime.Error)
	fmt.Printf("%v, runtime.Error: %v", e, isRuntime)
}

// untilParked returns when a goroutine waits in that state.
func untilParked(state string) {
	all := make([]byte, 1<<16)
	for !strings.Contains(string(all[:runtime.Stack(all, true)]), " ["+state) {
		runtime.Gosched()
	}
}

func main() {
	if len(os.Args) > 1 {
		for _, c := range cases {
			if c.name == os.Args[1] {
				c.run()
				return
			}
		}
		panic("no such case")
	}
	fmt.Printf("# channels/fatal.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, c := range cases {
		var printed, report strings.Builder
		child := exec.Command(os.Args[0], c.name)
		child.Env = append(os.Environ(), "GOTRACEBACK=single")
		child.Stdout, child.Stderr = &printed, &report
		child.Run() // its error is the exit code
		message, state := ends(report.String())
		fmt.Printf("%s\t%d\t%s\t%s\t%s\n", c.name, child.ProcessState.ExitCode(), dash(printed.String()), message, state)
	}
}

// ends takes the message and the first goroutine's state out of a runtime's report.
func ends(report string) (string, string) {
	message, rest, _ := strings.Cut(report, "\n")
	_, state, _ := strings.Cut(rest, " [")
	state, _, _ = strings.Cut(state, "]")
	return dash(message), dash(state)
}

// dash shows text on one line, and `-` where there is none.
func dash(text string) string {
	if text = strings.ReplaceAll(strings.TrimSpace(text), "\n", " / "); text == "" {
		return "-"
	}
	return text
}
