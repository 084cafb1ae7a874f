package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime/debug"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/spill"
	"corpuspack/releases"
	"corpuspack/releases/card"
	"corpuspack/releases/diff"
	"corpuspack/releases/withdraw"
	"corpuspack/schema/canonical"
)

// build makes the whole release in the stage and returns it. It is not published yet. parent is the release that it follows,
// or nil. What people should hear of goes into out.
func build(ctx context.Context, job Job, s *stage, parent *releases.Release, out *Outcome) (*releases.Release, error) {
	recipe := job.Plan.Recipe
	input, err := archive.Open(ctx, job.Project, recipe.Archive)
	if err != nil {
		return nil, err
	}
	if job.Memory == 0 && input.Size() < smallArchive {
		defer debug.SetGCPercent(debug.SetGCPercent(smallPercent))
	}
	withdrawn, err := withdrawals(job, parent)
	if err != nil {
		return nil, err
	}
	job.Plan.Withdraw(withdrawn)
	benchmarks, err := job.Plan.ReadBenchmarks(ctx, input)
	if err != nil {
		return nil, err
	}
	result, err := run(ctx, job, s, input, parent, job.reuse(s, benchmarks))
	if err != nil {
		return nil, err
	}
	out.Linked = result.Linked
	result.Inputs = append(result.Inputs, benchmarks...)
	out.Hidden = input.Hidden
	for _, f := range result.Unread {
		out.Unread = append(out.Unread, f.Error())
	}
	inputs := inputSums(result.Inputs)
	m := releases.NewManifest(recipe, job.Version, result, sha256.Sum256(inputs.Bytes()))
	if err := balance(&m); err != nil {
		return nil, err
	}
	sums, err := explain(s, job.Plan, inputs, result.Withdrawn)
	if err != nil {
		return nil, err
	}
	if parent != nil {
		m.Parent = &releases.Parent{Version: parent.Manifest.Version, Digest: parent.Digest, Content: parent.Manifest.Content}
		if out.Changes, err = follow(ctx, job, s, parent, &m); err != nil {
			return nil, err
		}
	} else if job.isNext() {
		m.Version = releases.Version{Major: 1}
	}
	described, err := describe(s, job.Plan, &m, out.Changes)
	if err != nil {
		return nil, err
	}
	return finish(s, &m, append(sums, described...))
}

// finish writes CHECKSUMS of the shards in the manifest and the other files, whose sums are given.
func finish(s *stage, m *releases.Manifest, sums releases.Sums) (*releases.Release, error) {
	for _, table := range m.Tables {
		for _, split := range table {
			for _, f := range split.Shards {
				sums = append(sums, releases.Sum{Digest: f.SHA256, Path: f.Name})
			}
		}
	}
	sums.Sort()
	if err := s.writeFile(releases.ChecksumsName, sums.Bytes()); err != nil {
		return nil, err
	}
	return &releases.Release{Dir: s.dir, Digest: sha256.Sum256(sums.Bytes()), Sums: sums, Manifest: m}, s.sync()
}

// run lets the engine write the shards into the stage.
func run(ctx context.Context, job Job, s *stage, input *archive.Archive, parent *releases.Release, reuse *pipeline.Reuse) (*pipeline.Result, error) {
	space, err := s.scratch()
	if err != nil {
		return nil, err
	}
	defer space.remove()
	return job.Engine.Run(ctx, pipeline.Job{
		Plan: job.Plan, Archive: input, Dir: s, Scratch: space, Memory: job.Memory, Workers: job.Workers, Limit: job.Limit,
		Meter: job.Meter, Parent: ancestors(ctx, parent, job.Decode), Reuse: reuse})
}

// balance refuses a release in which a document is neither kept nor removed.
func balance(m *releases.Manifest) error {
	rows, kept, removed := m.Rows("removed"), m.Counts.Kept, m.RemovedCount()
	if m.Counts.Read != kept+removed || rows != removed {
		return fmt.Errorf("the counts do not add up: %d documents read, %d kept, %d removed, %d rows of removed: "+
			"this is a fault of the program, and nothing was published", m.Counts.Read, kept, removed, rows)
	}
	return nil
}

// Of a small archive so little is in memory that the collector of garbage would run all the time, and take a sixth of it.
const (
	smallArchive = 64 << 20
	smallPercent = 400
)

// follow compares the release with its parent, and gives it the version that the difference allows where none was asked for.
func follow(ctx context.Context, job Job, s *stage, parent *releases.Release, m *releases.Manifest) (*diff.Summary, error) {
	new := &releases.Release{Dir: s.dir, Manifest: m}
	d, err := diff.Compare(ctx, parent, new, diff.Options{Decode: job.Decode, Space: spill.Temp{}, Meter: job.Meter})
	if err != nil {
		return nil, err
	}
	if job.isNext() {
		m.Version = parent.Manifest.Version.Next(d.Summary.Bump)
	}
	d.Summary.New.Version = m.Version
	if given := parent.Manifest.Version.BumpTo(m.Version); given < d.Summary.Bump {
		err = &TooSmall{m.Version, parent.Manifest.Version, d.Summary.Bump, d.Summary.Because}
	}
	return &d.Summary, errors.Join(err, d.Close())
}

// explain writes the files that say what the tables are made from, and returns their sums.
func explain(s *stage, plan *pipeline.Plan, inputs releases.Sums, withdrawn []pipeline.Withdrawal) (releases.Sums, error) {
	tables, err := canonical.Marshal(plan.Schema)
	if err != nil {
		return nil, err
	}
	files := []card.File{
		{Name: releases.SchemaName, Content: tables},
		{Name: releases.RecipeName, Content: plan.Recipe.YAML()},
		{Name: releases.InputsName, Content: inputs.Bytes()}}
	if len(withdrawn) > 0 {
		b, err := withdraw.Bytes(withdrawn)
		if err != nil {
			return nil, err
		}
		files = append(files, card.File{Name: releases.WithdrawnName, Content: b})
	}
	return writeAll(s, files)
}

// withdrawals returns what the job names, or else what the project and the parent have withdrawn, in one order.
func withdrawals(job Job, parent *releases.Release) ([]pipeline.Withdrawal, error) {
	if job.Withdrawn != nil {
		return *job.Withdrawn, nil
	}
	list, err := withdraw.Read(job.Project)
	if err != nil {
		return nil, err
	}
	if parent != nil {
		inherited, err := withdraw.Of(parent)
		if err != nil {
			return nil, err
		}
		list = append(list, inherited...)
	}
	b, err := withdraw.Bytes(list)
	if err != nil {
		return nil, err
	}
	return withdraw.Parse(b)
}

// describe writes the manifest and the files for people, and returns their sums. changes is nil where there is no parent.
func describe(s *stage, plan *pipeline.Plan, m *releases.Manifest, changes *diff.Summary) (releases.Sums, error) {
	manifest, err := m.Bytes()
	if err != nil {
		return nil, err
	}
	files := append(card.Files(plan.Recipe, m, plan.Schema), card.File{Name: releases.ManifestName, Content: manifest})
	if changes != nil {
		files = append(files, card.File{Name: releases.ChangelogName, Content: changes.Changelog()})
	}
	return writeAll(s, files)
}

func writeAll(s *stage, files []card.File) (sums releases.Sums, err error) {
	for _, f := range files {
		if err := s.writeFile(f.Name, f.Content); err != nil {
			return nil, err
		}
		sums = append(sums, releases.Sum{Digest: sha256.Sum256(f.Content), Path: f.Name})
	}
	return sums, nil
}

func inputSums(inputs []pipeline.Input) releases.Sums {
	var sums releases.Sums
	for _, in := range inputs {
		sums = append(sums, releases.Sum{Digest: in.SHA256, Path: in.Source})
	}
	sums.Sort()
	return sums
}
