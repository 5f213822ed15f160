import json
rows = [line.strip().split(",") for line in open("data/rows/rows.csv")]
json.dump({"share": sum(int(y) for _, y in rows) / len(rows)}, open("model.json", "w"))
