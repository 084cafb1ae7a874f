package pipeline_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/ulikunitz/xz"

	"corpuspack/pipeline/archive"
)

var readers = []row{
	{"text", func(b *testing.B, in *inputs) work { return reading(b, "text", "a.txt", joined(in.sample(b))) }},
	{"texts, auto", func(b *testing.B, in *inputs) work {
		return reading(b, "auto", "a.tar", tarOf(b, ".txt", in.sample(b)))
	}},
	{"listing", func(b *testing.B, in *inputs) work {
		pages, _ := in.listings(b)
		return reading(b, "listing", "a.tar", tarOf(b, ".txt", pages))
	}},
	{"markdown", func(b *testing.B, in *inputs) work {
		return reading(b, "markdown", "a.tar", tarOf(b, ".md", in.markdownPages(b)))
	}},
	{"html", func(b *testing.B, in *inputs) work {
		return reading(b, "html", "a.tar", tarOf(b, ".html", in.htmlPages(b)))
	}},
	{"html, auto", func(b *testing.B, in *inputs) work {
		return reading(b, "auto", "a.tar", tarOf(b, ".html", in.htmlPages(b)))
	}},
	{"html posts", func(b *testing.B, in *inputs) work {
		_, pages := in.listings(b)
		return reading(b, "listing", "a.tar", tarOf(b, ".html", pages))
	}},
	{"jsonl", func(b *testing.B, in *inputs) work {
		return reading(b, "jsonl", "a.jsonl", jsonOf(b, in, "", "\n", ""))
	}},
	{"json", func(b *testing.B, in *inputs) work {
		return reading(b, "json", "a.json", jsonOf(b, in, "[", ",\n", "]"))
	}},
	{"csv", func(b *testing.B, in *inputs) work { return reading(b, "csv", "a.csv", tableOf(b, in, ',')) }},
	{"tsv", func(b *testing.B, in *inputs) work { return reading(b, "tsv", "a.tsv", tableOf(b, in, '\t')) }},
	{"parquet", func(b *testing.B, in *inputs) work {
		return reading(b, "parquet", "a.parquet", parquetOf(b, in, &parquet.Uncompressed))
	}},
	{"parquet, zstd", func(b *testing.B, in *inputs) work {
		w := reading(b, "parquet", "a.parquet", parquetOf(b, in, &parquet.Zstd))
		w.content = parquetOf(b, in, &parquet.Uncompressed)
		return w
	}},
	{"warc", func(b *testing.B, in *inputs) work { return reading(b, "warc", "a.warc", warcOf(in.sample(b))) }},
	{"feed", func(b *testing.B, in *inputs) work { return reading(b, "feed", "a.xml", feedOf(b, in.sample(b))) }},
	{"mbox", func(b *testing.B, in *inputs) work { return reading(b, "mbox", "a.mbox", mboxOf(in.sample(b))) }},
}

var packers = []row{
	{"gz", packed("a.txt.gz", func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })},
	{"zst", packed("a.txt.zst", func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) })},
	{"xz", packed("a.txt.xz", func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) })},
	{"bz2", func(b *testing.B, in *inputs) work {
		content := joined(in.sample(b))
		pack := exec.Command("bzip2", "-c")
		pack.Stdin = bytes.NewReader(content)
		packed, err := pack.Output()
		if err != nil {
			b.Skip("no program bzip2 to make an input with: ", err)
		}
		return work{content, reading(b, "text", "a.txt.bz2", packed).run}
	}},
	{"tar", func(b *testing.B, in *inputs) work {
		return reading(b, "text", "a.tar", tarOf(b, ".txt", in.sample(b)))
	}},
	{"zip", func(b *testing.B, in *inputs) work {
		texts := in.sample(b)
		return work{joined(texts), reading(b, "text", "a.zip", zipOf(b, texts)).run}
	}},
}

// packed makes a file of the joined texts in a compression.
func packed(name string, compressor func(io.Writer) (io.WriteCloser, error)) func(*testing.B, *inputs) work {
	return func(b *testing.B, in *inputs) work {
		content := joined(in.sample(b))
		var file bytes.Buffer
		w, err := compressor(&file)
		must(b, err)
		_, err = w.Write(content)
		must(b, errors.Join(err, w.Close()))
		return work{content, reading(b, "text", name, file.Bytes()).run}
	}
}

// reading puts content into a file, and reads all documents of it, as a worker does.
func reading(b *testing.B, format, name string, content []byte) work {
	root := b.TempDir()
	must(b, os.WriteFile(filepath.Join(root, name), content, 0o666))
	a, err := archive.Open(b.Context(), root, archive.Config{Entries: []archive.Entry{{
		Path: name, Name: "texts", MaxDocument: 64 << 20, Format: format, Encoding: "auto", OnError: "fail", OnSameID: "auto",
		Fields: archive.Fields{Text: "text", ID: "id"},
	}}})
	must(b, err)
	return work{content, func() error { return readAll(b.Context(), &a.Files[0]) }}
}

// readAll reads all documents of a file. A page without a text is a fault, and a file with more than a few is one.
func readAll(ctx context.Context, f *archive.File) error {
	documents, faults := 0, []error{}
	_, err := f.Read(ctx, func(r archive.Record) error {
		list, err := r.Documents(strings.TrimSpace)
		if err != nil {
			faults = append(faults, err)
		}
		documents += len(list)
		return nil
	})
	if err == nil && 10*len(faults) >= documents {
		err = fmt.Errorf("%d documents and %d faults: %w", documents, len(faults), errors.Join(faults...))
	}
	return err
}

// nameOf returns the name of the i-th file of a container.
func nameOf(i int, extension string) string { return fmt.Sprintf("%06d%s", i, extension) }

func tarOf(b *testing.B, extension string, list []page) []byte {
	var file bytes.Buffer
	w := tar.NewWriter(&file)
	for i, p := range list {
		must(b, w.WriteHeader(&tar.Header{Name: nameOf(i, extension), Mode: 0o644, Size: int64(len(p.Text))}))
		_, err := io.WriteString(w, p.Text)
		must(b, err)
	}
	must(b, w.Close())
	return file.Bytes()
}

func zipOf(b *testing.B, list []page) []byte {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for i, p := range list {
		member, err := w.Create(nameOf(i, ".txt"))
		must(b, err)
		_, err = io.WriteString(member, p.Text)
		must(b, err)
	}
	must(b, w.Close())
	return file.Bytes()
}

// record is a text as a line of JSON and a row of a table have it.
type record struct {
	ID   string `json:"id" parquet:"id"`
	Text string `json:"text" parquet:"text"`
}

func recordsOf(b *testing.B, in *inputs) []record {
	var list []record
	for i, p := range in.sample(b) {
		list = append(list, record{nameOf(i, ""), p.Text})
	}
	return list
}

func jsonOf(b *testing.B, in *inputs, begin, between, end string) []byte {
	var lines [][]byte
	for _, r := range recordsOf(b, in) {
		line, err := json.Marshal(r)
		must(b, err)
		lines = append(lines, line)
	}
	return fmt.Appendf(nil, "%s%s%s\n", begin, bytes.Join(lines, []byte(between)), end)
}

func tableOf(b *testing.B, in *inputs, delimiter rune) []byte {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	w.Comma = delimiter
	rows := [][]string{{"id", "text"}}
	for _, r := range recordsOf(b, in) {
		rows = append(rows, []string{r.ID, strings.ReplaceAll(r.Text, "\r", "")})
	}
	must(b, w.WriteAll(rows))
	return file.Bytes()
}

func parquetOf(b *testing.B, in *inputs, codec compress.Codec) []byte {
	var file bytes.Buffer
	w := parquet.NewGenericWriter[record](&file, parquet.Compression(codec))
	_, err := w.Write(recordsOf(b, in))
	must(b, errors.Join(err, w.Close()))
	return file.Bytes()
}

// warcOf returns the texts as a crawl keeps them that has taken them out of their pages (WET).
func warcOf(list []page) []byte {
	var file bytes.Buffer
	for i, p := range list {
		fmt.Fprintf(&file, "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.org/%d\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"+
			"WARC-Record-ID: <urn:uuid:%08d-0000-4000-8000-000000000000>\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
			i, i, len(p.Text), p.Text)
	}
	return file.Bytes()
}

// feedOf returns the texts as entries with a paragraph of HTML for each of theirs.
func feedOf(b *testing.B, list []page) []byte {
	var file bytes.Buffer
	file.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n<rss version=\"2.0\"><channel><title>Texts</title>\n")
	for i, p := range list {
		var text bytes.Buffer
		must(b, xml.EscapeText(&text, []byte(p.Text)))
		paragraphs := "<p>" + strings.ReplaceAll(strings.ReplaceAll(text.String(), "&#xA;", "\n"), "\n\n", "</p>\n<p>") + "</p>"
		fmt.Fprintf(&file, "<item><title>Text %d</title><guid>https://example.org/%d</guid><description>", i, i)
		must(b, xml.EscapeText(&file, []byte(paragraphs)))
		file.WriteString("</description></item>\n")
	}
	file.WriteString("</channel></rss>\n")
	return file.Bytes()
}

func mboxOf(list []page) []byte {
	var file bytes.Buffer
	for i, p := range list {
		fmt.Fprintf(&file, "From a@example.org Tue Jan  2 03:04:05 2024\nFrom: A <a@example.org>\nDate: Tue, 2 Jan 2024 03:04:05 +0000\n"+
			"Message-ID: <%d@example.org>\nSubject: Text %d\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"+
			"Content-Transfer-Encoding: 8bit\n\n%s\n\n", i, i, strings.ReplaceAll(p.Text, "\nFrom ", "\n>From "))
	}
	return file.Bytes()
}
