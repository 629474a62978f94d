// What locks do that people ask about, a section for each. What would end the program is in fatal.go.
package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

func main() {
	fmt.Printf("# locks/surprises.go %s\n", runtime.Version())
	for _, s := range []struct {
		label string
		run   func()
	}{
		{"test15", test15},
		{"a copied Cond", copiedCond},
		{"a Signal wakes the oldest", signalOrder},
		{"a Broadcast wakes all", broadcast},
		{"Wait has the lock again", waitHasTheLock},
		{"tickets", tickets},
		{"the word of a Mutex", theWord},
		{"a waiter that starves", starves},
		{"a starving Mutex", starving},
		{"a Once that panics", oncePanics},
		{"a second Do", secondDo},
		{"a writer waits, a reader comes", writerFirst},
	} {
		fmt.Println("==", s.label)
		s.run()
	}
}

// copyChecker and cond are the notes' own, and test15 is too.
type copyChecker uintptr

func (c *copyChecker) check() {
	if uintptr(*c) != uintptr(unsafe.Pointer(c)) &&
		!atomic.CompareAndSwapUintptr((*uintptr)(c), 0, uintptr(unsafe.Pointer(c))) &&
		uintptr(*c) != uintptr(unsafe.Pointer(c)) {
		panic("sync.Cond is copied")
	}
}

type cond struct {
	c copyChecker
}

func test15() {
	defer recovered()
	var c cond
	c.c = copyChecker(unsafe.Pointer(&c))
	var c1 = c
	c1.c.check()
}

func recovered() { fmt.Println("recovered:", recover()) }

func copiedCond() {
	c := sync.NewCond(&sync.Mutex{})
	unused := *c // go vet warns
	unused.Signal()
	fmt.Println("copied before its first use: a Signal is fine")
	c.Signal()
	used := *c
	defer recovered()
	used.Signal()
}

// waiters makes goroutines that wait, each after the one before it, and gives what tells who went on.
func waiters(c *sync.Cond, n int) chan int {
	on := make(chan int, n)
	for i := range n {
		go func() {
			c.L.Lock()
			c.Wait()
			on <- i
			c.L.Unlock()
		}()
		parked("sync.Cond.Wait", i+1)
	}
	return on
}

func signalOrder() {
	c := sync.NewCond(&sync.Mutex{})
	on := waiters(c, 5)
	for range 5 {
		c.Signal()
		fmt.Print(<-on, " ")
	}
	fmt.Println()
}

func broadcast() {
	c := sync.NewCond(&sync.Mutex{})
	on := waiters(c, 5)
	c.Broadcast()
	var all []int
	for range 5 {
		all = append(all, <-on)
	}
	slices.Sort(all)
	fmt.Println(all)
}

func waitHasTheLock() {
	var m sync.Mutex
	c := sync.NewCond(&m)
	held := make(chan bool)
	go func() {
		m.Lock()
		c.Wait()
		held <- !m.TryLock()
	}()
	parked("sync.Cond.Wait", 1)
	fmt.Println("while it waits the lock is free:", m.TryLock())
	m.Unlock()
	c.Signal()
	fmt.Println("when it goes on it has the lock:", <-held)
}

// tickets are the first two words of a Cond's notifyList: the next to be given out, and the next to be called.
func tickets() {
	c := sync.NewCond(&sync.Mutex{})
	show := func(what string) {
		list := unsafe.Add(unsafe.Pointer(c), unsafe.Sizeof(c.L))
		fmt.Printf("%s: wait %d, notify %d\n", what, *(*uint32)(list), *(*uint32)(unsafe.Add(list, 4)))
	}
	show("new")
	c.Signal()
	show("a Signal that meets nobody")
	on := waiters(c, 3)
	show("three wait")
	c.Signal()
	<-on
	show("a Signal")
	c.Broadcast()
	<-on
	<-on
	show("a Broadcast")
}

// ANCHOR: word
// word is the state of a Mutex.
func word(m *sync.Mutex) *int32 { return (*int32)(unsafe.Pointer(m)) }

func theWord() {
	var m sync.Mutex
	fmt.Println("free:", *word(&m))
	m.Lock()
	fmt.Println("locked:", *word(&m))
	var all sync.WaitGroup
	for i := range 3 {
		all.Go(func() { m.Lock(); m.Unlock() })
		parked("sync.Mutex.Lock", i+1)
		fmt.Println("and", i+1, "waiting:", *word(&m))
	}
	m.Unlock()
	all.Wait()
	fmt.Println("at the end:", *word(&m))
}

// ANCHOR_END: word

// starves: the holder takes the lock again as soon as it has freed it. After a while the waiter sets the bit, and is handed the lock.
func starves() {
	seen := map[int32]bool{}
	for len(seen) == 0 { // the waiter may be lucky
		var m sync.Mutex
		m.Lock()
		got := make(chan struct{})
		go func() { m.Lock(); close(got); m.Unlock() }()
		parked("sync.Mutex.Lock", 1)
		for waits := true; waits; {
			for start := time.Now(); time.Since(start) < 200*time.Microsecond; {
			}
			if now := atomic.LoadInt32(word(&m)); now&4 != 0 && now&1 != 0 {
				seen[now] = true
			}
			m.Unlock()
			m.Lock()
			select {
			case <-got:
				waits = false
			default:
			}
		}
		m.Unlock()
	}
	fmt.Println("words with the starving bit, as the holder sees them:", keys(seen))
}

func keys(set map[int32]bool) (all []int32) {
	for k := range set {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// starving: the words are written by hand, as a waiter that starves and an unlock that hands over leave them.
func starving() {
	var m sync.Mutex
	try := func(what string, state int32) {
		*word(&m) = state
		fmt.Printf("%s, %d: TryLock %v, and then %d\n", what, state, m.TryLock(), *word(&m))
	}
	try("one waiter, on its way", 8)
	try("one called", 2)
	try("one waiter, starving, handed over", 12)
	m = sync.Mutex{}
	m.Lock()
	order := make(chan string, 2)
	go func() { m.Lock(); order <- "who waited"; m.Unlock() }()
	parked("sync.Mutex.Lock", 1)
	*word(&m) |= 4
	m.Unlock()
	m.Lock()
	order <- "who came after the unlock"
	m.Unlock()
	fmt.Println("handed over:", <-order, "before", <-order)
	fmt.Println("at the end:", *word(&m))
}

func oncePanics() {
	var once sync.Once
	runs := 0
	func() {
		defer recovered()
		once.Do(func() { runs++; panic("at the first run") })
	}()
	once.Do(func() { runs++ })
	fmt.Println("runs:", runs)
}

// secondDo waits for the first one's end.
func secondDo() {
	var once sync.Once
	var first sync.WaitGroup
	var ended atomic.Bool
	begun, end := make(chan struct{}), make(chan struct{})
	first.Go(func() { once.Do(func() { close(begun); <-end; ended.Store(true) }) })
	<-begun
	second := make(chan bool)
	go func() { once.Do(func() {}); second <- ended.Load() }()
	parked("sync.Mutex.Lock", 1)
	close(end)
	fmt.Println("the first had ended when the second came back:", <-second)
	first.Wait()
}

func writerFirst() {
	var rw sync.RWMutex
	rw.RLock()
	order := make(chan string, 2)
	go func() { rw.Lock(); order <- "the writer"; rw.Unlock() }()
	parked("sync.RWMutex.Lock", 1)
	go func() { rw.RLock(); order <- "the reader"; rw.RUnlock() }()
	parked("sync.RWMutex.RLock", 1)
	rw.RUnlock()
	fmt.Println(<-order, "before", <-order)
}

// parked returns when so many goroutines wait in that state.
func parked(state string, n int) {
	all := make([]byte, 1<<16)
	for strings.Count(string(all[:runtime.Stack(all, true)]), " ["+state) != n {
		runtime.Gosched()
	}
}
