package pipeline_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// The pure layers decide what a release contains, so nothing in them may depend on anything but their arguments.
var pureLayers = []string{"corpuspack/schema/...", "corpuspack/pipeline/..."}

// impureImports and impureNames are what brings in the clock, chance, the environment or the machine.
var (
	impureImports = []string{"math/rand", "math/rand/v2", "crypto/rand", "hash/maphash", "unsafe", "reflect"}
	impureNames   = []string{
		"time.Now", "time.Since", "time.Until", "time.After", "time.Tick", "time.Sleep", "time.Local",
		"os.Getenv", "os.LookupEnv", "os.Environ", "os.Hostname", "os.Getpid", "os.Getwd", "os.Args",
		"os.UserHomeDir", "os.TempDir", "runtime.NumCPU", "runtime.GOMAXPROCS", "runtime.GOOS", "runtime.GOARCH",
		"maps.Keys", "maps.Values", "maps.All",
	}
	// allowed are files that need what they import: parquet.Node asks for a reflect.Value that is never used.
	allowed = map[string]string{"schema/parquet/columns.go": "reflect"}
)

func TestPureLayersArePure(t *testing.T) {
	for _, p := range load(t, pureLayers...) {
		if strings.Contains(p.PkgPath, "/worker") || strings.Contains(p.PkgPath, "/testdata/") {
			continue
		}
		for _, fault := range impurities(p) {
			t.Error(fault)
		}
	}
}

func TestOrderedIsTheOnlyPlaceWithGoroutines(t *testing.T) {
	for _, p := range load(t, "corpuspack/...") {
		for _, f := range p.Syntax {
			name := p.Fset.Position(f.Pos()).Filename
			if strings.HasSuffix(filepath.ToSlash(name), "pipeline/worker/local/ordered.go") {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n.(type) {
				case *ast.GoStmt, *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
					t.Errorf("%s: a goroutine or a channel outside ordered.go", p.Fset.Position(n.Pos()))
				}
				return true
			})
		}
	}
}

// TestThePurityTestFindsEveryFault runs it on a package in which each bad line says what it is.
func TestThePurityTestFindsEveryFault(t *testing.T) {
	path := filepath.Join("testdata", "impure", "impure.go")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for i, line := range strings.Split(string(source), "\n") {
		for _, m := range regexp.MustCompile(`want "([^"]+)"`).FindAllStringSubmatch(line, -1) {
			want = append(want, fmt.Sprintf("%d %s", i+1, m[1]))
		}
	}
	var got []string
	for _, p := range load(t, "./testdata/impure") {
		for _, fault := range impurities(p) {
			parts := strings.SplitN(fault, ":", 4)
			got = append(got, parts[1]+strings.TrimSuffix(parts[3], " in a pure layer"))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func load(t *testing.T, patterns ...string) []*packages.Package {
	t.Helper()
	list, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax,
	}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
	}
	return list
}

// impurities returns a line "file:line:column: what in a pure layer" for each.
func impurities(p *packages.Package) (faults []string) {
	for _, f := range p.Syntax {
		w := walker{p: p, file: filepath.ToSlash(p.Fset.Position(f.Pos()).Filename)}
		ast.Inspect(f, w.visit)
		faults = append(faults, w.faults...)
	}
	return faults
}

type walker struct {
	p      *packages.Package
	file   string
	sorted map[ast.Node]bool // calls whose result is sorted at once
	faults []string
}

func (w *walker) fault(n ast.Node, what string) {
	w.faults = append(w.faults, fmt.Sprintf("%s: %s in a pure layer", w.p.Fset.Position(n.Pos()), what))
}

func (w *walker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec:
		w.imported(n)
	case *ast.FuncDecl:
		if n.Name.Name == "init" && n.Recv == nil {
			w.fault(n, "init")
		}
	case *ast.GoStmt:
		w.fault(n, "go statement")
	case *ast.SelectStmt:
		w.fault(n, "select")
	case *ast.ChanType:
		w.fault(n, "channel")
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			w.fault(n, "channel")
		}
	case *ast.RangeStmt:
		if _, ok := w.p.TypesInfo.TypeOf(n.X).Underlying().(*types.Map); ok {
			w.fault(n, "range over a map")
		}
	case *ast.CallExpr:
		w.call(n)
	case *ast.SelectorExpr:
		w.named(n)
	case *ast.BinaryExpr:
		if n.Op == token.ADD || n.Op == token.SUB {
			w.fused(n, n.X, n.Y)
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN {
			w.fused(n, n.Rhs[0])
		}
	}
	return true
}

func (w *walker) imported(n *ast.ImportSpec) {
	path := strings.Trim(n.Path.Value, `"`)
	for file, name := range allowed {
		if strings.HasSuffix(w.file, file) && path == name {
			return
		}
	}
	if slices.Contains(impureImports, path) {
		w.fault(n, "import "+path)
	}
}

// call takes note of slices.Sorted(maps.Keys(m)), which has an order.
func (w *walker) call(n *ast.CallExpr) {
	if s, ok := n.Fun.(*ast.SelectorExpr); !ok || w.name(s) != "slices.Sorted" {
		return
	}
	if inner, ok := n.Args[0].(*ast.CallExpr); ok {
		if w.sorted == nil {
			w.sorted = map[ast.Node]bool{}
		}
		w.sorted[inner.Fun] = true
	}
}

func (w *walker) named(n *ast.SelectorExpr) {
	if name := w.name(n); slices.Contains(impureNames, name) && !w.sorted[n] {
		w.fault(n, name)
	}
}

// name returns "package.Name" for a name of another package.
func (w *walker) name(n *ast.SelectorExpr) string {
	object := w.p.TypesInfo.Uses[n.Sel]
	if object == nil || object.Pkg() == nil || object.Parent() != object.Pkg().Scope() {
		return ""
	}
	return object.Pkg().Path() + "." + object.Name()
}

// fused finds a floating-point product that is added to something: some processors compute the two in one rounding.
func (w *walker) fused(n ast.Node, operands ...ast.Expr) {
	for _, x := range operands {
		for {
			paren, ok := x.(*ast.ParenExpr)
			if !ok {
				break
			}
			x = paren.X
		}
		product, ok := x.(*ast.BinaryExpr)
		if !ok || product.Op != token.MUL || w.p.TypesInfo.Types[product].Value != nil {
			continue
		}
		if basic, ok := w.p.TypesInfo.TypeOf(product).Underlying().(*types.Basic); ok && basic.Info()&types.IsFloat != 0 {
			w.fault(n, "a product that is added")
		}
	}
}
