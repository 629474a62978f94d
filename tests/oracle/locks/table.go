// Every operation on a Mutex and an RWMutex in every state: what it did, what the lock's words are afterwards, and what those that
// waited before saw. Each cell is a process of its own. `waits`: nobody can run any more, and it has not come back.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

var (
	m  sync.Mutex
	rw sync.RWMutex
)

// state is what is done before the operation: by its holders, and then by each party of `waiting`, which stays in it.
type state struct {
	name    string
	holders func()
	waiting []func()
}

// operation comes back with true or false if it is a try.
type operation struct {
	name string
	run  func() string
}

var locks = []struct {
	name       string
	words      func() string
	states     []state
	operations []operation
}{
	{"Mutex", mutexWords, []state{
		{"free", func() {}, nil},
		{"locked", m.Lock, nil},
		{"locked, one waits", m.Lock, []func(){m.Lock}},
		{"locked, two wait", m.Lock, []func(){m.Lock, m.Lock}},
	}, []operation{
		{"Lock", did(m.Lock)}, {"TryLock", tried(m.TryLock)}, {"Unlock", did(m.Unlock)},
	}},
	{"RWMutex", rwWords, []state{
		{"free", func() {}, nil},
		{"one reads", rw.RLock, nil},
		{"two read", func() { rw.RLock(); rw.RLock() }, nil},
		{"one reads, a writer waits", rw.RLock, []func(){rw.Lock}},
		{"one reads, a writer waits, a reader waits", rw.RLock, []func(){rw.Lock, rw.RLock}},
		{"one writes", rw.Lock, nil},
		{"one writes, a reader waits", rw.Lock, []func(){rw.RLock}},
		{"one writes, a writer waits", rw.Lock, []func(){rw.Lock}},
	}, []operation{
		{"RLock", did(rw.RLock)}, {"TryRLock", tried(rw.TryRLock)}, {"RUnlock", did(rw.RUnlock)},
		{"Lock", did(rw.Lock)}, {"TryLock", tried(rw.TryLock)}, {"Unlock", did(rw.Unlock)},
	}},
}

func did(f func()) func() string { return func() string { f(); return "done" } }

func tried(f func() bool) func() string { return func() string { return fmt.Sprint(f()) } }

// mutexWords is the state; the second word is 0 when nothing happens.
func mutexWords() string { return words(unsafe.Pointer(&m), 2) }

// rwWords is the writers' mutex, the two semaphores, readerCount and readerWait.
func rwWords() string { return words(unsafe.Pointer(&rw), 6) }

func words(at unsafe.Pointer, n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprint(atomic.LoadInt32((*int32)(unsafe.Add(at, 4*i)))))
	}
	return strings.Join(all, " ")
}

func main() {
	if len(os.Args) > 1 {
		cell(os.Args[1], os.Args[2], os.Args[3])
		return
	}
	fmt.Printf("# locks/table.go %s\n", runtime.Version())
	fmt.Println("# columns: lock, state, operation, what it did, the lock's words after it, what those that waited before saw")
	for _, l := range locks {
		for _, s := range l.states {
			for _, o := range l.operations {
				var report strings.Builder
				child := exec.Command(os.Args[0], l.name, s.name, o.name)
				child.Stderr = &report
				row, err := child.Output()
				if err != nil {
					message, _, _ := strings.Cut(report.String(), "\n")
					row = fmt.Appendf(nil, "%s\t-\t-\n", message)
				}
				fmt.Printf("%s\t%s\t%s\t%s", l.name, s.name, o.name, row)
			}
		}
	}
}

// cell runs one operation in one state.
func cell(lock, stateName, operation string) {
	for _, l := range locks {
		for _, s := range l.states {
			for _, o := range l.operations {
				if l.name == lock && s.name == stateName && o.name == operation {
					row(s, o, l.words)
					return
				}
			}
		}
	}
	panic("no such cell")
}

func row(s state, o operation, words func() string) {
	s.holders()
	var before []*party
	for _, wait := range s.waiting {
		before = append(before, start(did(wait)))
	}
	it := start(o.run)
	saw := "-"
	if before != nil {
		saw = ""
		for _, p := range before {
			saw += strings.Replace(p.saw(), "done", "goes on", 1) + " "
		}
	}
	fmt.Printf("%s\t%s\t%s\n", it.saw(), words(), strings.TrimSpace(saw))
}

// party is a goroutine in an operation.
type party struct{ end atomic.Pointer[string] }

func (p *party) saw() string {
	if end := p.end.Load(); end != nil {
		return *end
	}
	return "waits"
}

// start runs f on a goroutine until nobody can run any more.
func start(f func() string) *party {
	p := new(party)
	go func() { end := f(); p.end.Store(&end) }()
	all := make([]byte, 1<<16)
	for others := 1; others > 0; {
		runtime.Gosched()
		// All but this one have ended or wait for a lock.
		text := string(all[:runtime.Stack(all, true)])
		others = strings.Count(text, "goroutine ") - strings.Count(text, " [sync.") - 1 - strings.Count(text, "created by")
	}
	return p
}
