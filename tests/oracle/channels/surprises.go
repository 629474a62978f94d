// What channels do that people ask about, a section for each. What would end the program is run in another process.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
)

func main() {
	if len(os.Args) > 1 {
		ends[os.Args[1]]()
		return
	}
	fmt.Printf("# channels/surprises.go %s\n", runtime.Version())
	for _, s := range []struct {
		label string
		run   func()
	}{
		{"test4", test4},
		{"drop when full", dropWhenFull},
		{"closed drains first", closedDrainsFirst},
		{"range until close", rangeUntilClose},
		{"close is a broadcast", closeIsABroadcast},
		{"buffered or not", bufferedOrNot},
		{"operand order", operandOrder},
		{"nil disables a case", nilDisablesACase},
		{"only read, only written", onlyReadOnlyWritten},
		{"panics", panics},
	} {
		fmt.Println("==", s.label)
		s.run()
	}
}

// test4 is the notes' example, without its sleeps: a default on both sides, then on one side only.
func test4() {
	ch := make(chan int)
	send := func() {
		select {
		case ch <- 1:
			fmt.Println("send")
		default:
			fmt.Println("send default")
		}
	}
	select {
	case t := <-ch:
		fmt.Println("receive:", t)
	default:
		fmt.Println("receive default")
	}
	send()
	received := make(chan int)
	go func() { received <- <-ch }()
	waitFor(func() bool { return trySend(ch, 1) })
	fmt.Println("a receiver waits; receive:", <-received)
}

// trySend sends if somebody waits.
func trySend(ch chan int, v int) bool {
	select {
	case ch <- v:
		return true
	default:
		return false
	}
}

func waitFor(done func() bool) {
	for !done() {
		runtime.Gosched()
	}
}

func dropWhenFull() {
	ch := make(chan int, 2)
	for i := range 5 {
		fmt.Println("send", i, trySend(ch, i))
	}
	fmt.Println("kept", <-ch, <-ch, "len", len(ch))
}

func closedDrainsFirst() {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	close(ch)
	for range 3 {
		v, ok := <-ch
		fmt.Println(v, ok)
	}
}

func rangeUntilClose() {
	ch := make(chan int)
	go func() {
		for i := range 3 {
			ch <- i * i
		}
		close(ch)
	}()
	for v := range ch {
		fmt.Println(v)
	}
	fmt.Println("closed")
}

func closeIsABroadcast() {
	start := make(chan struct{})
	var all sync.WaitGroup
	var mutex sync.Mutex
	woken := 0
	for range 5 {
		all.Go(func() {
			<-start
			mutex.Lock()
			woken++
			mutex.Unlock()
		})
	}
	close(start)
	all.Wait()
	fmt.Println("woken by one close:", woken)
}

func bufferedOrNot() {
	buffered := make(chan int, 1)
	buffered <- 1
	fmt.Println("buffered: sent, and nobody has received; len", len(buffered))
	plain := make(chan int)
	fmt.Println("unbuffered, nobody receives:", trySend(plain, 1))
}

func operandOrder() {
	ch := func(name string) chan int { fmt.Print(name, " "); return nil }
	v := func(name string) int { fmt.Print(name, " "); return 1 }
	select {
	case ch("a") <- v("a's value"):
	case <-ch("b"):
	case ch("c") <- v("c's value"):
	default:
		fmt.Println("default")
	}
}

func nilDisablesACase() {
	a, b := make(chan int, 2), make(chan int, 2)
	a <- 1
	a <- 2
	b <- 10
	close(a)
	close(b)
	sum, rounds := 0, 0
	for a != nil || b != nil {
		rounds++
		select {
		case v, ok := <-a:
			if sum += v; !ok {
				a = nil
			}
		case v, ok := <-b:
			if sum += v; !ok {
				b = nil
			}
		}
	}
	fmt.Println("sum", sum, "in", rounds, "rounds")
}

// ends has programs that the runtime ends, or that end although somebody waits.
var ends = map[string]func(){
	"main only reads":              func() { <-make(chan int) },
	"main only writes":             func() { make(chan int) <- 1 },
	"main writes to a full buffer": func() { c := make(chan int, 1); c <- 1; c <- 2 },
	"main reads a nil channel":     func() { var c chan int; <-c },
	"main writes to a nil channel": func() { var c chan int; c <- 1 },
	"main selects over nothing":    func() { select {} },
	"main selects over an idle channel": func() {
		c := make(chan int)
		select {
		case <-c:
		case c <- 1:
		}
	},
	"another only reads, main ends": func() { go func() { <-make(chan int) }() },
	"main writes one to a buffer":   func() { make(chan int, 1) <- 1 },
}

func onlyReadOnlyWritten() {
	for _, name := range []string{
		"main only reads", "main only writes", "main writes to a full buffer", "main reads a nil channel", "main writes to a nil channel",
		"main selects over nothing", "main selects over an idle channel", "another only reads, main ends", "main writes one to a buffer",
	} {
		var said strings.Builder
		program := exec.Command(os.Args[0], name)
		program.Stderr = &said
		program.Run()
		report := "ends"
		if lines := strings.Split(said.String(), "\n"); len(lines) > 2 {
			report = lines[0] + " " + strings.TrimSuffix(lines[2], ":")
		}
		fmt.Printf("%s: exit code %d, %s\n", name, program.ProcessState.ExitCode(), report)
	}
}

func panics() {
	closed := make(chan int)
	close(closed)
	minus := -1
	for _, p := range []struct {
		name string
		run  func()
	}{
		{"send on closed", func() { closed <- 1 }},
		{"close twice", func() { close(closed) }},
		{"close nil", func() { close((chan int)(nil)) }},
		{"make of less than nothing", func() { _ = make(chan int, minus) }},
	} {
		func() {
			defer func() { fmt.Printf("%s: %v\n", p.name, recover()) }()
			p.run()
		}()
	}
}
