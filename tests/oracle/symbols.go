// Where Go's own source has the functions that the lessons name. A lesson that names another one adds it to `named`.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// named has the functions of each file under GOROOT/src; methods are written Type.Method.
var named = []struct{ file, functions string }{
	{"builtin/builtin.go", "append copy len cap make clear"},
	{"cmd/compile/internal/ssagen/ssa.go", "state.append state.slice state.boundsCheck"},
	{"cmd/compile/internal/walk/assign.go", "appendSlice extendSlice"},
	{"cmd/compile/internal/walk/builtin.go", "walkAppend walkCopy walkClear walkMakeSlice"},
	{"cmd/compile/internal/walk/expr.go", "walkSlice walkIndex"},
	{"cmd/compile/internal/walk/range.go", "walkRange"},
	{"internal/sync/mutex.go", "Mutex.Lock Mutex.TryLock Mutex.lockSlow Mutex.Unlock Mutex.unlockSlow"},
	{"runtime/error.go", "boundsError.Error"},
	{"runtime/malloc.go", "mallocgc"},
	{"runtime/msize.go", "roundupsize"},
	{"runtime/panic.go", "goPanicIndex goPanicSliceAlen goPanicSliceAcap goPanicSliceB goPanicSlice3Alen goPanicSlice3Acap " +
		"goPanicSlice3B goPanicSlice3C goPanicSliceConvert"},
	{"runtime/proc.go", "gopark park_m goready ready schedule checkdead newproc goyield internal_sync_runtime_canSpin internal_sync_runtime_doSpin"},
	{"runtime/lock_futex.go", "notewakeup notesleep semasleep semawakeup"},
	{"runtime/lock_spinbit.go", "lock2 unlock2"},
	{"runtime/chan.go", "makechan chansend send sendDirect chanrecv recv recvDirect closechan waitq.enqueue waitq.dequeue " +
		"full empty chanlen selectnbsend selectnbrecv"},
	{"runtime/select.go", "selectgo sellock selunlock"},
	{"runtime/sema.go", "semTable.rootFor semacquire1 semrelease1 cansemacquire semaRoot.queue semaRoot.dequeue less notifyListAdd " +
		"notifyListWait notifyListNotifyOne notifyListNotifyAll"},
	{"runtime/time.go", "timer.maybeRunChan timer.stop timer.reset"},
	{"sync/cond.go", "NewCond Cond.Wait Cond.Signal Cond.Broadcast copyChecker.check"},
	{"sync/mutex.go", "Mutex.Lock Mutex.TryLock Mutex.Unlock"},
	{"sync/once.go", "Once.Do Once.doSlow"},
	{"sync/rwmutex.go", "RWMutex.RLock RWMutex.TryRLock RWMutex.RUnlock RWMutex.rUnlockSlow RWMutex.Lock RWMutex.TryLock RWMutex.Unlock " +
		"RWMutex.RLocker"},
	{"sync/waitgroup.go", "WaitGroup.Add WaitGroup.Done WaitGroup.Wait WaitGroup.Go"},
	{"time/sleep.go", "After sendTime"},
	{"time/tick.go", "NewTicker Ticker.Stop Ticker.Reset"},
	{"runtime/slice.go", "panicmakeslicelen panicmakeslicecap makeslicecopy makeslice growslice growsliceNoAlias nextslicecap " +
		"reflect_growslice slicecopy moveSlice growsliceBuf"},
	{"runtime/string.go", "concatstrings slicebytetostring stringtoslicebyte stringtoslicerune slicerunetostring rawbyteslice"},
	{"runtime/stubs.go", "memmove"},
	{"runtime/unsafe.go", "unsafeslice panicunsafeslicelen panicunsafeslicenilptr"},
	{"slices/slices.go", "Insert Delete DeleteFunc Replace Clone Compact Grow Clip Concat Repeat"},
	{"unsafe/unsafe.go", "Slice SliceData String StringData"},
}

func main() {
	fmt.Printf("# symbols.go %s\n", runtime.Version())
	fmt.Println("# columns: file under GOROOT/src, function, line")
	root, err := exec.Command("go", "env", "GOROOT").Output()
	check("go env GOROOT", err)
	for _, n := range named {
		lines := functions(filepath.Join(strings.TrimSpace(string(root)), "src", n.file))
		for _, name := range strings.Fields(n.functions) {
			if lines[name] == 0 {
				check(n.file, fmt.Errorf("no function %s", name))
			}
			fmt.Printf("%s\t%s\t%d\n", n.file, name, lines[name])
		}
	}
}

// functions gives the line of each function of a file.
func functions(path string) map[string]int {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	check(path, err)
	lines := map[string]int{}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			lines[receiver(f)+f.Name.Name] = files.Position(f.Pos()).Line
		}
	}
	return lines
}

// receiver is `Type.` for a method and nothing for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if name, ok := t.(*ast.Ident); ok {
		return name.Name + "."
	}
	return "?."
}

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}
