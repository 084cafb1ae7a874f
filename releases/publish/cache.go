package publish

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"corpuspack/pipeline"
	"corpuspack/pipeline/cache"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
)

// cacheName is the name of the folder of the cache, in the folder of releases of the project.
const cacheName = ".cache"

// openCache opens the cache of the project for a release that is not in the ledger. One that is there is built again to see
// whether it comes out the same, and what comes from a cache would prove nothing. The caller holds the lock.
func (job *Job) openCache(folder string) error {
	ledger, err := releases.ReadLedger(job.Project)
	if err != nil {
		return err
	}
	if _, listed := ledger.Find(job.Version); !listed && !job.NoCache && job.Limit == 0 {
		job.cache = cache.Open(filepath.Join(folder, cacheName))
	}
	return nil
}

// reuse returns what the job takes from the run before: nil is nothing. Another build of the program may do otherwise, so
// the digest of the program stands for all of its code.
func (job *Job) reuse(s *stage, benchmarks []pipeline.Input) *pipeline.Reuse {
	if job.cache == nil {
		return nil
	}
	digest, err := program()
	if err != nil {
		return nil
	}
	earlier := earlierReleases(job.Out)
	link := func(files []shard.File) bool { return s.linkAll(files, earlier) }
	return job.Plan.NewReuse(job.cache, digest, benchmarks, link)
}

// program returns the digest of the file of this program.
var program = sync.OnceValues(func() (schema.Digest, error) {
	path, err := os.Executable()
	if err != nil {
		return schema.Digest{}, err
	}
	return releases.DigestFile(path)
})

// earlierReleases returns the folders of the releases in a folder, the newest first.
func earlierReleases(folder string) (list []string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var versions []releases.Version
	for _, e := range entries {
		if v, err := releases.ParseVersion(e.Name()); err == nil {
			versions = append(versions, v)
		}
	}
	slices.SortFunc(versions, func(a, b releases.Version) int { return b.Compare(a) })
	for _, v := range versions {
		list = append(list, filepath.Join(folder, v.String()))
	}
	return list
}

// linkAll puts files of earlier releases into the stage, all or none.
func (s *stage) linkAll(files []shard.File, earlier []string) bool {
	for i, f := range files {
		if s.link(f.Name, find(f, earlier)) != nil {
			for _, f := range files[:i+1] {
				os.Remove(s.path(f.Name))
			}
			return false
		}
	}
	return true
}

// find returns the path of a file in the first of some releases that has these bytes, or "".
func find(f shard.File, earlier []string) string {
	for _, dir := range earlier {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() || info.Size() != f.Bytes {
			continue
		}
		if digest, err := releases.DigestFile(path); err == nil && digest == f.SHA256 {
			return path
		}
	}
	return ""
}

var errGone = errors.New("no release has the file")

// link gives a file another name in the stage, or copies it where a file can have one name only.
func (s *stage) link(name, from string) error {
	if from == "" {
		return errGone
	}
	to := s.path(name)
	err := s.do("mkdir", filepath.Dir(to), func() error { return os.MkdirAll(filepath.Dir(to), 0o777) })
	if err != nil {
		return err
	}
	if err := s.do("link", to, func() error { return os.Link(from, to) }); err == nil {
		return nil
	}
	return s.copy(name, from)
}

func (s *stage) copy(name, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := s.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
