// What processes and goroutines share, who takes turns away, and what Go's memory model promises: a section for each.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		part(os.Args[1])
		return
	}
	fmt.Printf("# ground/parties.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	section("one variable", func() {
		goroutinesShare()
		processesDoNot()
	})
	section("memory model", memoryModel)
	section("preemption", preemption)
	section("waiting", waiting)
}

func section(label string, body func()) {
	fmt.Println("==", label)
	body()
}

// ANCHOR: share
var added atomic.Int64

func goroutinesShare() {
	added.Store(0)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() { added.Add(1) })
	}
	all.Wait()
	fmt.Println("100 goroutines added 1 each; the first one sees", added.Load())
}

func processesDoNot() {
	added.Store(0)
	for range 10 {
		again("add")
	}
	fmt.Println("10 processes added 1 each; the first one sees", added.Load())
}

// ANCHOR_END: share

// memoryModel: a write before a close is seen by a read after the receive that the close let go on. The variable itself is plain.
func memoryModel() {
	seen := 0
	for range 1000 {
		text, written := "", make(chan struct{})
		go func() {
			text = "hello"
			close(written)
		}()
		<-written
		if text == "hello" {
			seen++
		}
	}
	fmt.Println("the write before the close was seen in", seen, "of 1000 runs")
}

func preemption() {
	fmt.Println("with signals:   ", again("hog"))
	fmt.Println("without signals:", again("hog", "GODEBUG=asyncpreemptoff=1"))
}

// ANCHOR: hog
// hog keeps the only P busy with a loop that calls nothing, and tells who was first: its end, or the other goroutine.
func hog() {
	runtime.GOMAXPROCS(1)
	var other atomic.Bool
	go other.Store(true)
	for range 2_000_000_000 {
		if other.Load() {
			fmt.Print("the other goroutine ran before the loop was at its end")
			return
		}
	}
	fmt.Print("the other goroutine waited until the loop was at its end")
}

// ANCHOR_END: hog

// waiting: when no goroutine can run, the thread sleeps in the kernel, and the kernel counts that.
func waiting() {
	before := sleeps()
	for range 10 {
		time.Sleep(2 * time.Millisecond)
	}
	fmt.Println("while the only goroutine waited, a thread slept in the kernel:", sleeps() > before)
}

// sleeps counts how often a thread of this process has given up its core of its own accord.
func sleeps() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return int64(usage.Nvcsw)
}

// again runs this program in a process of its own, for one part.
func again(part string, env ...string) string {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	command := exec.Command(self, part)
	command.Env = append(os.Environ(), env...)
	output, err := command.Output()
	if err != nil {
		panic(err)
	}
	return string(output)
}

func part(name string) {
	switch name {
	case "add":
		added.Add(1)
		if added.Load() != 1 {
			panic("a new process begins at 0")
		}
	case "hog":
		hog()
	}
}
