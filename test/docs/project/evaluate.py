import json
share = json.load(open("model.json"))["share"]
json.dump({"accuracy": max(share, 1 - share)}, open("metrics.json", "w"))
