// Every operation on a channel in every state: what it does, what is in the channel afterwards, and what a goroutine
// that waited there before saw. `waits`: it was still waiting when nothing else could happen any more.
package main

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// patience is how long a goroutine may stay where it is before it counts as waiting.
const patience = 20 * time.Millisecond

var states = []struct {
	name    string
	make    func() chan int
	partner func(chan int) string
}{
	{"nil", func() chan int { return nil }, nil},
	{"cap 0, open", func() chan int { return filled(0) }, nil},
	{"cap 0, open, a receiver waits", func() chan int { return filled(0) }, receives},
	{"cap 0, open, a sender waits", func() chan int { return filled(0) }, sends},
	{"cap 0, closed", func() chan int { return closed(filled(0)) }, nil},
	{"cap 2, open, holds 0", func() chan int { return filled(2) }, nil},
	{"cap 2, open, holds 0, a receiver waits", func() chan int { return filled(2) }, receives},
	{"cap 2, open, holds 1", func() chan int { return filled(2, 10) }, nil},
	{"cap 2, open, holds 2", func() chan int { return filled(2, 10, 11) }, nil},
	{"cap 2, open, holds 2, a sender waits", func() chan int { return filled(2, 10, 11) }, sends},
	{"cap 2, closed, holds 0", func() chan int { return closed(filled(2)) }, nil},
	{"cap 2, closed, holds 1", func() chan int { return closed(filled(2, 10)) }, nil},
	{"cap 2, closed, holds 2", func() chan int { return closed(filled(2, 10, 11)) }, nil},
}

var operations = []struct {
	name string
	run  func(chan int) string
}{
	{"send", func(c chan int) string { c <- 5; return "sent" }},
	{"receive", func(c chan int) string { v, ok := <-c; return fmt.Sprintf("received %d %v", v, ok) }},
	{"close", func(c chan int) string { close(c); return "closed" }},
	{"len and cap", func(c chan int) string { return fmt.Sprint(len(c), " ", cap(c)) }},
	{"range", func(c chan int) string {
		said := "range:"
		for v := range c {
			said += fmt.Sprint(" ", v)
		}
		return said
	}},
	{"select send", func(c chan int) string {
		select {
		case c <- 5:
			return "sent"
		}
	}},
	{"select send, default", func(c chan int) string {
		select {
		case c <- 5:
			return "sent"
		default:
			return "default"
		}
	}},
	{"select receive", func(c chan int) string {
		select {
		case v, ok := <-c:
			return fmt.Sprintf("received %d %v", v, ok)
		}
	}},
	{"select receive, default", func(c chan int) string {
		select {
		case v, ok := <-c:
			return fmt.Sprintf("received %d %v", v, ok)
		default:
			return "default"
		}
	}},
	{"select both, default", func(c chan int) string {
		select {
		case c <- 5:
			return "sent"
		case v, ok := <-c:
			return fmt.Sprintf("received %d %v", v, ok)
		default:
			return "default"
		}
	}},
}

func main() {
	fmt.Printf("# channels/table.go %s\n", runtime.Version())
	fmt.Println("# columns: state, operation, what it did, len after it, what the goroutine that waited before saw")
	for _, s := range states {
		for _, o := range operations {
			// Of several outcomes, all that are seen in many tries.
			seen := map[string]bool{}
			for range tries(o.name) {
				seen[cell(s.make(), s.partner, o.run)] = true
			}
			for _, row := range slices.Sorted(maps.Keys(seen)) {
				fmt.Printf("%s\t%s\t%s\n", s.name, o.name, row)
			}
		}
	}
}

// tries is more than one where Go may choose at random.
func tries(operation string) int {
	if operation == "select both, default" {
		return 40
	}
	return 1
}

// cell runs one operation in one state.
func cell(c chan int, partner, operation func(chan int) string) string {
	other := "-"
	var partners func() string
	if partner != nil {
		partners = start(c, partner)
	}
	did := start(c, operation)()
	if partner != nil {
		other = partners()
	}
	return fmt.Sprintf("%s\t%d\t%s", did, len(c), other)
}

// start runs f on a goroutine until it ends or waits, and gives what asks for its end.
func start(c chan int, f func(chan int) string) func() string {
	end := make(chan string, 1)
	var started atomic.Bool
	go func() {
		defer func() {
			if e := recover(); e != nil {
				end <- fmt.Sprint("panic: ", e)
			}
		}()
		started.Store(true)
		end <- f(c)
	}()
	for !started.Load() {
		runtime.Gosched()
	}
	time.Sleep(2 * time.Millisecond) // it is in its operation by now
	return func() string {
		select {
		case said := <-end:
			return said
		case <-time.After(patience):
			return "waits"
		}
	}
}

func filled(n int, values ...int) chan int {
	c := make(chan int, n)
	for _, v := range values {
		c <- v
	}
	return c
}

func closed(c chan int) chan int {
	close(c)
	return c
}

func receives(c chan int) string {
	v, ok := <-c
	return fmt.Sprintf("received %d %v", v, ok)
}

func sends(c chan int) string {
	c <- 77
	return "sent"
}
