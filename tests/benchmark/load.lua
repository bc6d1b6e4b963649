-- Request bodies from a file, one a line, in turn from a random start; one line of JSON at the end.
-- Arguments: path, file of bodies, file of headers ("name: value" lines), seed.
local requests, turn = {}, 0

function init(args)
  local path, bodies, headers, seed = args[1], args[2], args[3], tonumber(args[4])
  local fields = { ["content-type"] = "application/json" }
  for line in io.lines(headers) do
    local name, value = line:match("^([^:]+): (.*)$")
    fields[name] = value
  end
  for line in io.lines(bodies) do
    requests[#requests + 1] = wrk.format("POST", path, fields, line)
  end
  math.randomseed(seed)
  turn = math.random(#requests)
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    'RESULT {"requests":%d,"microseconds":%d,"bytes":%d,"p50_ms":%.3f,"p99_ms":%.3f,"failed":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
