// Every operation on a Mutex and an RWMutex in each of these states: what it did, what the lock's words are afterwards, and what those
// that waited before saw. Each cell is a process of its own. `waits`: nobody can run any more, and it has not come back.
//
// Most words of a Mutex last for an instant, between two steps of a party. Here they are written into it, while as many wait as the
// word counts: S, W and L are starving, woken and locked.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

var (
	m  sync.Mutex
	rw sync.RWMutex
)

// state is what is done before the operation: by its holders, then by each party of `waiting`, which stays in it, and then at last.
type state struct {
	name    string
	holders func()
	waiting []func()
	last    func()
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
		{"free", func() {}, nil, nothing},
		{"locked", m.Lock, nil, nothing},
		{"locked, one waits", m.Lock, []func(){m.Lock}, nothing},
		{"locked, two wait", m.Lock, []func(){m.Lock, m.Lock}, nothing},
		written("--- none", 0), written("--L none", 1), written("-W- none", 2), written("-WL none", 3),
		written("--- some", 8), written("--L some", 9), written("-W- some", 10), written("-WL some", 11),
		written("S-- some", 12), written("S-L some", 13), written("S-- some, 2", 20), written("S-L some, 2", 21),
	}, []operation{
		{"Lock", did(m.Lock)}, {"TryLock", tried(m.TryLock)}, {"Unlock", did(m.Unlock)},
	}},
	{"RWMutex", rwWords, []state{
		{"free", func() {}, nil, nothing},
		{"one reads", rw.RLock, nil, nothing},
		{"two read", func() { rw.RLock(); rw.RLock() }, nil, nothing},
		{"one reads, a writer waits", rw.RLock, []func(){rw.Lock}, nothing},
		{"one reads, a writer waits, a reader waits", rw.RLock, []func(){rw.Lock, rw.RLock}, nothing},
		{"one writes", rw.Lock, nil, nothing},
		{"one writes, a reader waits", rw.Lock, []func(){rw.RLock}, nothing},
		{"one writes, a writer waits", rw.Lock, []func(){rw.Lock}, nothing},
	}, []operation{
		{"RLock", did(rw.RLock)}, {"TryRLock", tried(rw.TryRLock)}, {"RUnlock", did(rw.RUnlock)},
		{"Lock", did(rw.Lock)}, {"TryLock", tried(rw.TryLock)}, {"Unlock", did(rw.Unlock)},
	}},
}

func nothing() {}

// written is a mutex whose word has been written: locked first, while as many wait as it counts, and those for 2 ms at least.
func written(name string, word int32) state {
	var waiting []func()
	for range word >> 3 {
		waiting = append(waiting, m.Lock)
	}
	return state{name, m.Lock, waiting, func() {
		time.Sleep(2 * time.Millisecond)
		atomic.StoreInt32((*int32)(unsafe.Pointer(&m)), word)
	}}
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
	s.last()
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
