// What Go's own source says about its locks: lines found in GOROOT, a section for each.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

const mutex, rwmutex, cond, sema, proc = "internal/sync/mutex.go", "sync/rwmutex.go", "sync/cond.go", "runtime/sema.go", "runtime/proc.go"

func main() {
	fmt.Printf("# locks/source.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	section("the bits of a Mutex", mutex, `^\tmutexLocked`, `^$`, `^\s+(mutex.*?)\s*(?://.*)?$`)
	section("a waiter starves after so many ns", mutex, `^\tstarvationThresholdNs`, `^\)`, `(starvationThresholdNs = \w+)`)
	section("the flags are set with", mutex, `^func \(m \*Mutex\) lockSlow`, `^}`, `(atomic\.CompareAndSwapInt32\(&m\.state, old, (?:new|old\|mutexWoken)\))`)
	section("a waiter blocks in and is called by", mutex, `^func \(m \*Mutex\) lockSlow`, `^END`, `(runtime_Sem(?:acquireMutex|release)\(&m\.sema, \w+, )`)
	section("who spins", mutex, `^func \(m \*Mutex\) lockSlow`, `^}`, `if (old&\(mutexLocked\|mutexStarving\) == mutexLocked && runtime_canSpin)`)
	section("who takes it", mutex, `^func \(m \*Mutex\) lockSlow`, `^}`, `if (old&\(mutexLocked\|mutexStarving\) == 0) {`)
	section("who goes to the front", mutex, `^func \(m \*Mutex\) lockSlow`, `^}`, `(queueLifo := .*)`)
	section("who starves", mutex, `^func \(m \*Mutex\) lockSlow`, `^}`, `((?:starving = starving|if starving &&).*?)(?: {)?$`)
	section("who ends the starvation", mutex, `^func \(m \*Mutex\) lockSlow`, `^}`, `if (!starving.*) {`)
	section("an unlock calls nobody if", mutex, `^func \(m \*Mutex\) unlockSlow`, `^}`, `if (old>>mutexWaiterShift == 0.*) {`)
	section("why two modes", mutex, `^\t// Normal mode`, `^\t// Starvation mode`, `(Normal mode has considerably better performance|prevent pathological cases of tail latency)`)
	section("no panic", mutex, `^func \(m \*Mutex\) unlockSlow`, `^}`, `(fatal\(".*"\))`)
	section("rounds of spinning, and PAUSE instructions in each", "runtime/lock_spinbit.go", `^\tactive_spin `, `^\)`, `^\s+(active_spin(?:_cnt)?\s+= \d+)`)
	section("who may spin", proc, `^func internal_sync_runtime_canSpin`, `^}`, `if (.*) {`)
	section("a hand-off gives up the rest of the time slice", sema, `^func semrelease1`, `^}`, `^\s+(goyield\(\))`)
	section("a thread sleeps and is woken by", "runtime/os_linux.go", `^func futexsleep`, `^END`, `^\s+(?:ret := )?(futex\(.*_FUTEX_(?:WAIT|WAKE)_PRIVATE)`)
	section("roots of the table", sema, `^const semTabSize`, `$`, `const (.*)`)
	section("readers at most", rwmutex, `^const rwmutexMaxReaders`, `$`, `const (.*)`)
	section("Locker", "sync/mutex.go", `^type Locker`, `^}`, `^\t(\w+\(\))`)
	section("Cond", cond, `^type Cond struct`, `^}`, `^\t(\w+\s+\w+)$`)
	section("NewCond", cond, `^func NewCond`, `^}`, `(func [^{]+?|return .*?)(?: {)?$`)
	section("copyChecker.check", cond, `^func \(c \*copyChecker\) check`, `^}`, `^\s+(?:if )?((?:uintptr|!atomic|panic).*?)(?: &&| {)?$`)
	section("Cond.Wait", cond, `^func \(c \*Cond\) Wait`, `^}`, `^\t(?:t := )?(c\.\S+|runtime_\S+\(.*)$`)
	section("notifyList", sema, `^type notifyList struct`, `^}`, `^\t(\w+\s+[\w.*]+)`)
	section("a ticket is taken by", sema, `^func notifyListAdd`, `^}`, `return (.*)`)
	section("a ticket is called by, under the lock", sema, `^func notifyListNotifyOne`, `^}`, `^\t(lockWithRank.*|atomic\.Store.*)`)
	section("nobody waits if", sema, `^func notifyListNotifyOne`, `^}`, `^\tif (l\.wait.*) {`)
	section("less", sema, `^func less`, `^}`, `return (.*)`)
}

// section prints what the group of `pattern` matches in a file under GOROOT/src, from the line `from` to the line `to` (or the end).
func section(label, file, from, to, pattern string) {
	fmt.Println("==", label)
	text, err := os.ReadFile(filepath.Join(root, "src", file))
	if err != nil {
		panic(err)
	}
	begins, ends, wanted := regexp.MustCompile(from), regexp.MustCompile(to), regexp.MustCompile(pattern)
	inside, some := false, false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		inside = inside || begins.MatchString(line)
		if found := wanted.FindStringSubmatch(line); inside && found != nil {
			fmt.Println(strings.Join(strings.Fields(found[1]), " "))
			some = true
		}
		if inside && ends.MatchString(line) {
			break
		}
	}
	if !some {
		panic(file + " has nothing for: " + label)
	}
}

// root is the folder of the Go that runs this.
var root = func() string {
	output, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(output))
}()
