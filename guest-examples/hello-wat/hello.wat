;; A facet by hand: greets with its object's name and counts the visits in its key-value store.
;;
;;   GET /   →   Hello from cart-17, visit 3
;;
;; The memory, one page to begin with:
;;      0  the constants below
;;    512  the count, an i64, as it lies in the store
;;    520  its decimal digits, which end before a newline at 540
;;    768  the object's name, 256 bytes at most
;;   1024  the request's head, as long as it is
(module
  ;; Import only what is needed: each import is a capability.
  (import "facet_http" "request_head"  (func $request_head  (param i32 i32) (result i32)))
  (import "facet_http" "response_head" (func $response_head (param i32 i32 i32) (result i32)))
  (import "facet_http" "response_body" (func $response_body (param i32 i32) (result i32)))
  (import "facet_kv"   "get"           (func $kv_get (param i32 i32 i32 i32) (result i32)))
  (import "facet_kv"   "put"           (func $kv_put (param i32 i32 i32 i32) (result i32)))
  (import "facet_info" "object_name"   (func $object_name (param i32 i32) (result i32)))

  (memory (export "memory") 1)

  (data (i32.const 0) "visits")
  (data (i32.const 16) "Hello from ")
  (data (i32.const 32) ", visit ")
  (data (i32.const 48) "there is only GET /\n")
  ;; A list is {u32 length, bytes} repeated: here names and values of headers.
  (data (i32.const 80)
    "\0c\00\00\00content-type" "\19\00\00\00text/plain; charset=utf-8"
    "\05\00\00\00allow"        "\03\00\00\00GET")

  ;; Ends the event as failed when a function answered with an error: nothing is kept.
  (func $must (param $result i32)
    (if (i32.lt_s (local.get $result) (i32.const 0)) (then unreachable)))

  ;; Appends to the reply's body.
  (func $say (param $ptr i32) (param $len i32)
    (call $must (call $response_body (local.get $ptr) (local.get $len))))

  ;; Reads the request's head to 1024, if need be into a memory that has grown for it.
  (func $read_head
    (local $len i32)
    (local.set $len (call $request_head (i32.const 1024) (i32.const 64512)))
    (call $must (local.get $len))
    (if (i32.gt_u (local.get $len) (i32.const 64512)) (then
      (call $must (memory.grow
        (i32.add (i32.shr_u (local.get $len) (i32.const 16)) (i32.const 1))))
      (drop (call $request_head (i32.const 1024) (local.get $len))))))

  ;; Whether the path is "/": the head begins {u32, method} {u32, "http://object.namespace/…"}.
  (func $is_root (result i32)
    (local $at i32) (local $end i32)
    (local.set $at (i32.add (i32.const 1032) (i32.load (i32.const 1024))))
    (local.set $end (i32.add (local.get $at)
      (i32.load (i32.sub (local.get $at) (i32.const 4)))))
    ;; Behind "http://", to the next slash.
    (local.set $at (i32.add (local.get $at) (i32.const 7)))
    (loop $host
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 47)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $host))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 1))))
    (i32.eq (i32.load8_u (local.get $at)) (i32.const 63)))

  ;; Whether the method is GET: three bytes, "GET" read as one number.
  (func $is_get (result i32)
    (i32.and
      (i32.eq (i32.load (i32.const 1024)) (i32.const 3))
      (i32.eq (i32.and (i32.load (i32.const 1028)) (i32.const 0xffffff)) (i32.const 0x544547))))

  ;; One more visit, stored; the count is left at 512.
  (func $count_visit
    (local $result i32)
    (local.set $result
      (call $kv_get (i32.const 0) (i32.const 6) (i32.const 512) (i32.const 8)))
    ;; -1 is NOT_FOUND: the first visit, and the memory there is not to be trusted.
    (if (i32.eq (local.get $result) (i32.const -1))
      (then (i64.store (i32.const 512) (i64.const 0)))
      (else (call $must (local.get $result))))
    (i64.store (i32.const 512) (i64.add (i64.load (i32.const 512)) (i64.const 1)))
    (call $must (call $kv_put (i32.const 0) (i32.const 6) (i32.const 512) (i32.const 8))))

  ;; Says the count in decimal: digits are written backwards from 540, behind them a newline.
  (func $say_count
    (local $rest i64) (local $at i32)
    (local.set $rest (i64.load (i32.const 512)))
    (local.set $at (i32.const 540))
    (i32.store8 (i32.const 540) (i32.const 10))
    (loop $digits
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at)
        (i32.wrap_i64 (i64.add (i64.rem_u (local.get $rest) (i64.const 10)) (i64.const 48))))
      (local.set $rest (i64.div_u (local.get $rest) (i64.const 10)))
      (br_if $digits (i64.ne (local.get $rest) (i64.const 0))))
    (call $say (local.get $at) (i32.sub (i32.const 541) (local.get $at))))

  ;; A status, as much of the headers above as the caller says (45: the first, 61: both), a hint.
  (func $refuse (param $status i32) (param $headers_len i32)
    (call $must (call $response_head
      (local.get $status) (i32.const 80) (local.get $headers_len)))
    (call $say (i32.const 48) (i32.const 20)))

  ;; The event: an HTTP request. Without any reply it would be an empty 200.
  (func (export "fetch")
    (call $read_head)
    (if (i32.eqz (call $is_root)) (then (call $refuse (i32.const 404) (i32.const 45)) (return)))
    (if (i32.eqz (call $is_get)) (then (call $refuse (i32.const 405) (i32.const 61)) (return)))
    (call $count_visit)
    (call $must (call $response_head (i32.const 200) (i32.const 80) (i32.const 45)))
    (call $say (i32.const 16) (i32.const 11))
    (call $say (i32.const 768) (call $object_name (i32.const 768) (i32.const 256)))
    (call $say (i32.const 32) (i32.const 8))
    (call $say_count)))
