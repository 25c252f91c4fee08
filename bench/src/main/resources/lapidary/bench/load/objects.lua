-- Asks for one path of many, at random, and ends with a line of JSON. Arguments: what is before the
-- object's number, what is behind it, how many objects there are (0: the one path "before"), seed.
-- Before this text comes a line that sets "rate": so many requests a second, or 0 for no pause.
local before, behind, objects, one

function init(args)
  before, behind, objects = args[1], args[2], tonumber(args[3])
  math.randomseed(tonumber(args[4]))
  one = wrk.format("GET", before)
end

function request()
  if objects == 0 then
    return one
  end
  return wrk.format("GET", before .. math.random(objects) .. behind)
end

if rate > 0 then
  local ffi = require("ffi")
  ffi.cdef("typedef struct { long seconds; long nanos; } moment; int clock_gettime(int, moment *);")
  local moment = ffi.new("moment")
  local slot

  local function now() -- in milliseconds
    ffi.C.clock_gettime(0, moment)
    return tonumber(moment.seconds) * 1e3 + tonumber(moment.nanos) / 1e6
  end

  -- Whichever connection is free takes the next slot of one schedule for all, late or not.
  function delay()
    slot = slot and slot + 1e3 / rate or now()
    return math.max(0, math.floor(slot - now() + 0.5))
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"micros":%d,"failures":%d,'
      .. '"p50":%d,"p90":%d,"p99":%d,"p99.9":%d,"max":%d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99),
    latency:percentile(99.9), latency.max))
end
