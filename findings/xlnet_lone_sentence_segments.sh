#!/usr/bin/env bash
# To XLNet a lone sentence is two segments, so naming the segments changes the vector of every word.
#
# Libraries: transformers 4.57.6 and 5.24.0 (tokenizers 0.22.2 and 0.23.3, torch 2.13.0, sentencepiece 0.2.3).
#
# One would guess: for a single sentence it is all the same whether a call passes token_type_ids or leaves them out, as
# it is for BERT to the last bit. So the same weights and the same piece ids give the same hidden states.
#
# What happens: XLNet's tokenizer puts <cls>, the last piece, into segment 2, and XLNet's attention asks of each pair of
# pieces whether they are of one segment. With the tokenizer's numbers every word sees one foreign piece, without any
# it sees none, so all vectors after layer 0 differ. Which of the two one gets hangs on the tool: model(input_ids) names
# no segments; model(**tokenizer(text)) names them under transformers 4.57.6 and does not under 5.24.0. Activations of
# two tools, or from before and after an update, then do not match, though weights and pieces do.
#
# Output seen (random weights; largest differences in the vectors of the words, layers 1 to 4, values of deviation 1):
#   transformers 4.57.6: tokenizer(text) gives input_ids, token_type_ids, attention_mask
#     segments of the words [0], of <cls> [2]
#     these segments named, or none: from 0.01 to 0.19
#     all named 0, or none: below 0.0001
#     BERT, all named 0, or none: the same bits
#   transformers 5.24.0: tokenizer(text) gives input_ids, attention_mask             (then the same four lines)
#   4.57.6 against 5.24.0: the same ids
#     model(**tokenizer(text)): from 0.01 to 0.19
#     model(input_ids): below 0.0001
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HF_HUB_OFFLINE=1
python3 -m venv venv
venv/bin/pip install -q torch==2.13.0 transformers==4.57.6 tokenizers==0.22.2 sentencepiece==0.2.3 protobuf==7.36.2
venv/bin/python - <<'PY'  # an XLNet with random weights, in the files in which XLNet is published
import os, sentencepiece, torch, transformers
os.mkdir("xlnet")
syllables = "ba do ke ni ru la mo sa ti be".split()
text = [a + b + " " + b + c for a in syllables for b in syllables for c in syllables]
sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(text), model_prefix="xlnet/spiece", vocab_size=60,
    control_symbols="<cls>,<sep>,<pad>,<mask>,<eod>", user_defined_symbols="<eop>", minloglevel=2)
torch.manual_seed(1)
sizes = dict(vocab_size=60, d_model=64, n_layer=4, n_head=4, d_inner=128, initializer_range=0.2)
transformers.XLNetModel(transformers.XLNetConfig(**sizes)).save_pretrained("xlnet")
PY
cat > states.py <<'PY'
import sys, torch, transformers
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel
model, tokenizer = AutoModel.from_pretrained("xlnet").eval(), AutoTokenizer.from_pretrained("xlnet")
call = tokenizer("bado keni rula mosa", return_tensors="pt")
ids = call["input_ids"]
segments = tokenizer("bado keni rula mosa", return_tensors="pt", return_token_type_ids=True)["token_type_ids"]
bert = BertModel(BertConfig(vocab_size=60, hidden_size=64, num_hidden_layers=4, num_attention_heads=4)).eval()

def words(**inputs):  # [layer, word piece, neuron]; <sep> and <cls> are the last two pieces
    return torch.stack(model(**inputs, output_hidden_states=True).hidden_states)[:, 0, :-2]

with torch.no_grad():
    usual, bare, named = words(**call), words(input_ids=ids), words(input_ids=ids, token_type_ids=segments)
    zeros = words(input_ids=ids, token_type_ids=0 * ids)
    bert_same = torch.equal(bert(ids).last_hidden_state, bert(ids, token_type_ids=0 * ids).last_hidden_state)
failed = [] if bert_same else ["BERT"]

def say(text, a, b, differ):  # in every word and layer, or in none
    d = (a - b).abs().amax(2)
    low, high = d[1:].min().item(), d.max().item()
    print(f"  {text}:", f"from {low:.2f} to {high:.2f}" if high > 1e-4 else "below 0.0001")
    if d[0].any() or not (low > 0.001 if differ else high < 1e-4): failed.append(text)

print(f"transformers {transformers.__version__}: tokenizer(text) gives {', '.join(call)}")
print(f"  segments of the words {segments[0, :-2].unique().tolist()}, of <cls> {segments[0, -1:].tolist()}")
say("these segments named, or none", named, bare, True)
say("all named 0, or none", zeros, bare, False)
print("  BERT, all named 0, or none:", "the same bits" if bert_same else "OTHER bits")
if len(sys.argv) == 1:  # the first of the two runs
    torch.save([ids, usual, bare], "old.pt")
else:
    old = torch.load("old.pt")
    print("4.57.6 against 5.24.0:", "the same ids" if torch.equal(ids, old[0]) else failed.append("ids") or "OTHER ids")
    say("model(**tokenizer(text))", usual, old[1], True)
    say("model(input_ids)", bare, old[2], False)
if failed: sys.exit("CHANGED: no longer as the head of this script has it: " + "; ".join(failed))
PY
venv/bin/python states.py
venv/bin/pip install -q transformers==5.24.0 tokenizers==0.23.3
venv/bin/python states.py compare
echo "HOLDS: XLNet's vectors of a lone sentence depend on whether its segments are named"
