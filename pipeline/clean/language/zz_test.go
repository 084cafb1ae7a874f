package language
import ("testing";"os";"bufio";"encoding/json";"time";"fmt";"syscall";"corpuspack/pipeline/clean/pii";"crypto/sha256")
func cpu() time.Duration { var r syscall.Rusage; syscall.Getrusage(0, &r); return time.Duration(r.Utime.Nano()+r.Stime.Nano()) }
func TestZZ(t *testing.T) {
	f, _ := os.Open("/tmp/w/sample.jsonl")
	sc := bufio.NewScanner(f); sc.Buffer(nil, 64<<20)
	var texts []string; n := 0
	for sc.Scan() { var r struct{ Text string }; json.Unmarshal(sc.Bytes(), &r); texts = append(texts, r.Text); n += len(r.Text); if n > 16e6 { break } }
	mb := float64(n)/1e6
	run := func(name string, f func(string)) {
		t0 := cpu(); for _, x := range texts { f(x) }; d := cpu()-t0
		fmt.Printf("%s %.1f MB/s, %.3f ms a document\n", name, mb/d.Seconds(), 1e3*d.Seconds()/float64(len(texts)))
	}
	d := New()
	fmt.Println(len(texts), "documents", mb, "MB")
	run("sha256", func(s string) { sha256.Sum256([]byte(s)) })
	run("language", func(s string) { d.Detect(s) })
	m, _ := pii.New(pii.Kinds); run("pii all", func(s string) { m.Mask(s) })
	for _, k := range pii.Kinds { m, _ := pii.New([]string{k}); run(k, func(s string) { m.Mask(s) }) }
	run("sha256", func(s string) { sha256.Sum256([]byte(s)) })
}
