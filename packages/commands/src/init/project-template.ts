/** A project file that works as it is, and says what to write. */
export const PROJECT_TEMPLATE = `# yaml-language-server: $schema=https://raw.githubusercontent.com/slipway-ml/slipway/main/docs/reference/slipway.schema.json
# What is versioned, how it is made, what is judged. Every key: docs/reference/slipway-yaml.md of Slipway.
version: 1

# Where data, models and records are kept. Without it they stay on this machine.
# store: { remote: "file:///mnt/store/my-project" }

# Versioned files and folders: \`slipway data add data/images\` adds one here.
data: []

# How things are made. \`slipway run\` runs what is stale and restores the rest.
stages: {}
#  train:
#    cmd: python src/train.py
#    deps: [src/train.py, data/images, requirements.txt]
#    params: { params.yaml: [train] }
#    outs: [models/model.onnx]
#    runs-on: [self-hosted, gpu]
#  evaluate:
#    cmd: python src/evaluate.py
#    deps: [src/evaluate.py, models/model.onnx, requirements.txt]
#    outs: [eval/predictions.parquet]

# What is compared on the pull request, and released on merge.
models: {}
#  my-model:
#    file: models/model.onnx
#    predictions: eval/predictions.parquet
#    gate:
#      metrics:
#        roc_auc: { role: goal, margin: 0.002 }
`
