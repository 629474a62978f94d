# A tree of small values, grouped, sorted, written as text and read again.
[range(20000) | {id: ., name: "n\(. * 7919 % 10007)", tags: [range(. % 5)]}]
| (length),
  (group_by(.id % 7) | map({kind: (.[0].id % 7), count: length, tags: (map(.tags | length) | add)})),
  (sort_by(.name) | map(.name) | unique | length),
  (tojson | fromjson | map(.tags) | flatten | add),
  (map(.name) | join(",") | length)
