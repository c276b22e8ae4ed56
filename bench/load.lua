-- SPDX-License-Identifier: AGPL-3.0-or-later
-- wrk script: OP=check|get, UUID, KEYS (a file of keys). Prints: RESULT requests rate p99_ms
local keys = {}
for line in io.lines(os.getenv("KEYS")) do keys[#keys + 1] = line end
local base = "/git-annex/" .. os.getenv("UUID") .. "/v4/"
local op = os.getenv("OP")
local client = "clientuuid=00000000-0000-0000-0000-000000000001"
local requests = {}
local counter = 0
function setup(thread) thread:set("id", counter); counter = counter + 1 end
function init(args)
  math.randomseed(id * 7919 + 1)
  for i, key in ipairs(keys) do
    if op == "check" then
      requests[i] = wrk.format("POST", base .. "checkpresent?key=" .. key .. "&" .. client, {["Content-Length"] = "0"})
    else
      requests[i] = wrk.format("GET", base .. "key/" .. key .. "?" .. client)
    end
  end
end
function request() return requests[math.random(#requests)] end
function done(summary, latency)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  if errors > 0 then io.stderr:write(string.format("%d errors\n", errors)) end
  print(string.format("RESULT %d %.0f %.2f", summary.requests, summary.requests / (summary.duration / 1e6),
    latency:percentile(99) / 1000))
end
