// How a program ends that unlocks what is not locked, or waits for a lock for ever: each case is a process of its own, and tries to
// recover. Columns: case, exit code, what it printed, the runtime's message, and the state of the goroutine that is named first.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	_ "unsafe"
)

// semacquire is the bare semaphore.
//
//go:linkname semacquire sync.runtime_Semacquire
func semacquire(word *uint32)

var (
	m    sync.Mutex
	rw   sync.RWMutex
	once sync.Once
	cond = sync.NewCond(&m)
)

var cases = []struct {
	name string
	run  func()
}{
	{"Mutex: Unlock", func() { m.Unlock() }},
	{"Mutex: Lock, Unlock, Unlock", func() { m.Lock(); m.Unlock(); m.Unlock() }},
	{"RWMutex: Unlock", func() { rw.Unlock() }},
	{"RWMutex: RLock, Unlock", func() { rw.RLock(); rw.Unlock() }},
	{"RWMutex: Lock, Unlock, Unlock", func() { rw.Lock(); rw.Unlock(); rw.Unlock() }},
	{"RWMutex: RUnlock", func() { rw.RUnlock() }},
	{"RWMutex: Lock, RUnlock", func() { rw.Lock(); rw.RUnlock() }},
	{"RWMutex: RLock, RUnlock, RUnlock", func() { rw.RLock(); rw.RUnlock(); rw.RUnlock() }},
	{"Cond: Wait without the lock", func() { cond.Wait() }},
	{"Mutex: unlocked by another goroutine", func() {
		m.Lock()
		unlocked := make(chan struct{})
		go func() { m.Unlock(); close(unlocked) }()
		<-unlocked
		fmt.Println("locked again:", m.TryLock())
	}},
	{"Mutex: Lock, Lock", func() { m.Lock(); m.Lock() }},
	{"Mutex: Lock, a copy, its Lock", func() {
		m.Lock()
		word := m // go vet warns
		word.Lock()
	}},
	{"two mutexes, each held by one that wants the other", func() {
		var other sync.Mutex
		m.Lock()
		go func() { other.Lock(); m.Lock() }()
		untilParked("sync.Mutex.Lock")
		other.Lock()
	}},
	{"RWMutex: RLock, Lock", func() { rw.RLock(); rw.Lock() }},
	{"RWMutex: Lock, RLock", func() { rw.Lock(); rw.RLock() }},
	{"RWMutex: Lock, Lock", func() { rw.Lock(); rw.Lock() }},
	{"RWMutex: RLock, a writer comes, RLock", func() {
		rw.RLock()
		go rw.Lock()
		untilParked("sync.RWMutex.Lock")
		rw.RLock()
	}},
	{"Cond: Wait, nobody signals", func() { m.Lock(); cond.Wait() }},
	{"Cond: Signal, then Wait", func() { m.Lock(); cond.Signal(); cond.Wait() }},
	{"Cond: Broadcast, then Wait", func() { m.Lock(); cond.Broadcast(); cond.Wait() }},
	{"Once: Do inside of Do", func() { once.Do(func() { once.Do(func() {}) }) }},
	{"semaphore: acquire, no permit", func() { semacquire(new(uint32)) }},
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
				defer func() {
					if e := recover(); e != nil {
						fmt.Println("recovered", e)
					}
				}()
				c.run()
				return
			}
		}
		panic("no such case")
	}
	fmt.Printf("# locks/fatal.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
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
