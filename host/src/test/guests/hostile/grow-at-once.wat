;; Asks for 4 GiB in one go, and writes where they would be.
(module
  (memory (export "memory") 1)
  (func (export "fetch")
    (drop (memory.grow (i32.const 65535)))
    (i32.store (i32.const 0xfffffff0) (i32.const 1))))
