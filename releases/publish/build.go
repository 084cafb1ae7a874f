package publish

import (
	"context"
	"crypto/sha256"
	"fmt"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
	"corpuspack/releases"
	"corpuspack/releases/card"
	"corpuspack/schema/canonical"
)

// build makes the whole release in the stage and returns it. It is not published yet. What people should hear of goes
// into out.
func build(ctx context.Context, job Job, s *stage, out *Outcome) (*releases.Release, error) {
	recipe := job.Plan.Recipe
	input, err := archive.Open(ctx, job.Project, recipe.Archive)
	if err != nil {
		return nil, err
	}
	benchmarks, err := job.Plan.ReadBenchmarks(ctx, input)
	if err != nil {
		return nil, err
	}
	result, err := run(ctx, job, s, input, job.reuse(s, benchmarks))
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
	sums, err := describe(s, job.Plan, &m, inputs)
	if err != nil {
		return nil, err
	}
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
	return &releases.Release{Dir: s.dir, Digest: sha256.Sum256(sums.Bytes()), Sums: sums, Manifest: &m}, s.sync()
}

// run lets the engine write the shards into the stage.
func run(ctx context.Context, job Job, s *stage, input *archive.Archive, reuse *pipeline.Reuse) (*pipeline.Result, error) {
	space, err := s.scratch()
	if err != nil {
		return nil, err
	}
	defer space.remove()
	return job.Engine.Run(ctx, pipeline.Job{
		Plan: job.Plan, Archive: input, Dir: s, Scratch: space, Memory: job.Memory, Workers: job.Workers, Limit: job.Limit,
		Meter: job.Meter, Reuse: reuse})
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

// describe writes every file but the shards and CHECKSUMS, and returns their sums.
func describe(s *stage, plan *pipeline.Plan, m *releases.Manifest, inputs releases.Sums) (releases.Sums, error) {
	manifest, err := m.Bytes()
	if err != nil {
		return nil, err
	}
	tables, err := canonical.Marshal(plan.Schema)
	if err != nil {
		return nil, err
	}
	files := append(card.Files(plan.Recipe, m, plan.Schema),
		card.File{Name: releases.ManifestName, Content: manifest},
		card.File{Name: releases.SchemaName, Content: tables},
		card.File{Name: releases.RecipeName, Content: plan.Recipe.YAML()},
		card.File{Name: releases.InputsName, Content: inputs.Bytes()})
	var sums releases.Sums
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
