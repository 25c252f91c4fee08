;; Makes its table as big as it can, and calls what is behind its end.
(module
  (memory (export "memory") 1)
  (table $t 1 funcref)
  (type $nothing (func))
  (func (export "fetch")
    (loop (br_if 0 (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1))))
    (call_indirect $t (type $nothing) (i32.const 100001))))
