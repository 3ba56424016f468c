neurank_library(neurank_probe
  SOURCES
    probe/adam.cpp
    probe/bank.cpp
    probe/basis_rows.cpp
    probe/batch_stream.cpp
    probe/evaluate.cpp
    probe/exact/accelerated_steps.cpp
    probe/exact/at_work.cpp
    probe/exact/certificate.cpp
    probe/exact/curvature_of_rows.cpp
    probe/exact/curvature_of_words.cpp
    probe/exact/exact_head.cpp
    probe/exact/head_loss.cpp
    probe/exact/label_metric.cpp
    probe/exact/loss_curvature.cpp
    probe/exact/loss_pass.cpp
    probe/exact/loss_sum.cpp
    probe/exact/model_minimum.cpp
    probe/exact/newton_steps.cpp
    probe/exact/sparse_quadratic.cpp
    probe/exact/unsure_words.cpp
    probe/exact/word_blocks.cpp
    probe/head.cpp
    probe/label_places.cpp
    probe/label_probabilities.cpp
    probe/masked_curve.cpp
    probe/ordered_batch.cpp
    probe/penalty_chain.cpp
    probe/penalty_search.cpp
    probe/row_source.cpp
    probe/score.cpp
    probe/shadow_rows.cpp
    probe/shared_head.cpp
    probe/shared_work.cpp
    probe/snapshot.cpp
    probe/snapshots.cpp
    probe/softmax.cpp
    probe/stacked_rows.cpp
    probe/team.cpp
    probe/train.cpp
    probe/training_group.cpp
  LINKS neurank_base neurank_store
  PRECOMPILED_AS neurank_eigen)

# Comparisons of numbers that may trap keep loops from becoming vectors; nobody has them trap.
set_source_files_properties(probe/adam.cpp probe/softmax.cpp PROPERTIES COMPILE_OPTIONS -fno-trapping-math SKIP_PRECOMPILE_HEADERS ON)
