-- SPDX-License-Identifier: Apache-2.0
-- What wrk sends. Arguments behind "--":
--   get FILE [NAME=VALUE ...]    GET of the paths in FILE (one a line), by chance; headers
--   intake FILE SEED [PAUSE_MS]  POST /api/v1/cases; bodies from FILE (one a line, "@" where a text of its own goes)
--   login FILE                   POST /desk/login; bodies from FILE
-- Ends with one line "RESULT {…}" of JSON.

local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_number", threads)
end

local function read_lines(path)
	local lines = {}
	for line in io.lines(path) do
		lines[#lines + 1] = line
	end
	return lines
end

local function init_get(paths, args)
	local requests = {}
	local headers = {}
	for i = 3, #args do
		local name, value = args[i]:match("^([^=]+)=(.*)$")
		headers[name] = value
	end
	for i, path in ipairs(paths) do
		requests[i] = wrk.format("GET", path, headers)
	end
	if #requests == 1 then
		function request()
			return requests[1]
		end
	else
		function request()
			return requests[math.random(#requests)]
		end
	end
end

local function init_intake(bodies, args)
	local count = 0
	local mark = args[3] .. "-" .. thread_number .. "-"
	local headers = { ["Content-Type"] = "application/json" }
	local pause = tonumber(args[4])
	function request()
		count = count + 1
		local body = bodies[count % #bodies + 1]:gsub("@", mark .. count, 1)
		return wrk.format("POST", "/api/v1/cases", headers, body)
	end
	if pause then
		function delay()
			return pause
		end
	end
end

local function init_login(bodies)
	local count = 0
	local origin = "http://" .. wrk.host .. ":" .. wrk.port
	local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Origin"] = origin }
	function request()
		count = count + 1
		return wrk.format("POST", "/desk/login", headers, bodies[count % #bodies + 1])
	end
end

function init(args)
	local lines = read_lines(args[2])
	math.randomseed(os.time() + thread_number)
	if args[1] == "get" then
		init_get(lines, args)
	elseif args[1] == "intake" then
		init_intake(lines, args)
	else
		init_login(lines)
	end
end

function done(summary, latency, requests)
	local e = summary.errors
	io.write(string.format(
		'RESULT {"seconds": %.6f, "requests": %d, "bytes": %d, "broken": %d, "refused": %d, "p50_us": %d, "p99_us": %d, "max_us": %d}\n',
		summary.duration / 1e6, summary.requests, summary.bytes, e.connect + e.read + e.write + e.timeout, e.status,
		latency:percentile(50), latency:percentile(99), latency.max))
end
