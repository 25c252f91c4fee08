;; Takes all memory that there is, then writes behind its end.
(module
  (memory (export "memory") 1)
  (func (export "fetch")
    (loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (i32.store (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))))
