// The guests that tests and measurements of the engine run. Each export takes nothing and returns
// nothing, as events do, and leaves a checksum at address 16.
// Build: host/src/test/guests/build.sh

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(name)))

#define result (*(volatile u64 *)16)

// sha256 of 256 KiB, again and again

static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static u32 rotate(u32 x, int n) { return x >> n | x << (32 - n); }

static void sha256_block(u32 state[8], const u8 *block) {
    u32 w[64];
    for (int i = 0; i < 16; i++)
        w[i] = (u32)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        u32 s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        u32 s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    u32 a = state[0], b = state[1], c = state[2], d = state[3];
    u32 e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        u32 t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i];
        u32 t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static u8 buffer[256 * 1024];

static void sha256_rounds(int rounds) {
    u32 state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    for (u32 i = 0; i < sizeof buffer; i++) buffer[i] = (u8)(i * 7);
    for (int r = 0; r < rounds; r++)
        for (u32 i = 0; i < sizeof buffer; i += 64) sha256_block(state, buffer + i);
    result = (u64)state[0] << 32 | state[7];
}

EXPORT("sha256") void sha256(void) { sha256_rounds(64); }
EXPORT("sha256_small") void sha256_small(void) { sha256_rounds(1); }

// fib: calls and nothing else

static u32 fibonacci(u32 n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

EXPORT("fib") void fib(void) { result = fibonacci(*(volatile u32 *)&(u32){35}); }
EXPORT("fib_small") void fib_small(void) { result = fibonacci(*(volatile u32 *)&(u32){18}); }

// quicksort of pseudo-random numbers

static u32 seed;

static u32 next(void) { return seed = seed * 1664525u + 1013904223u; }

static u32 numbers[2000000];

static void sort(u32 *from, u32 *to) {
    while (to - from > 1) {
        u32 pivot = from[(to - from) / 2], *i = from, *j = to - 1;
        while (i <= j) {
            while (*i < pivot) i++;
            while (*j > pivot) j--;
            if (i <= j) {
                u32 t = *i;
                *i++ = *j, *j-- = t;
            }
        }
        sort(from, j + 1);
        from = i;
    }
}

static void quicksort_of(u32 n) {
    seed = 42;
    for (u32 i = 0; i < n; i++) numbers[i] = next();
    sort(numbers, numbers + n);
    u64 sum = 0;
    for (u32 i = 0; i < n; i++) sum = sum * 31 + numbers[i];
    result = sum;
}

EXPORT("quicksort") void quicksort(void) { quicksort_of(2000000); }
EXPORT("quicksort_small") void quicksort_small(void) { quicksort_of(5000); }

// n-body: doubles

typedef struct {
    double x, y, z, vx, vy, vz, mass;
} body;

static body bodies[5];

static void advance(double dt) {
    for (int i = 0; i < 5; i++)
        for (int j = i + 1; j < 5; j++) {
            double dx = bodies[i].x - bodies[j].x;
            double dy = bodies[i].y - bodies[j].y;
            double dz = bodies[i].z - bodies[j].z;
            double d2 = dx * dx + dy * dy + dz * dz;
            double mag = dt / (d2 * __builtin_sqrt(d2));
            bodies[i].vx -= dx * bodies[j].mass * mag;
            bodies[i].vy -= dy * bodies[j].mass * mag;
            bodies[i].vz -= dz * bodies[j].mass * mag;
            bodies[j].vx += dx * bodies[i].mass * mag;
            bodies[j].vy += dy * bodies[i].mass * mag;
            bodies[j].vz += dz * bodies[i].mass * mag;
        }
    for (int i = 0; i < 5; i++) {
        bodies[i].x += dt * bodies[i].vx;
        bodies[i].y += dt * bodies[i].vy;
        bodies[i].z += dt * bodies[i].vz;
    }
}

static void nbody_steps(int steps) {
    for (int i = 0; i < 5; i++)
        bodies[i] = (body){i * 4.5, i * -1.25, i * 0.125, 0.5 / (i + 1), 0.25 * i, -0.125, 39.0 / (i + 1)};
    for (int s = 0; s < steps; s++) advance(0.0001);
    double energy = 0;
    for (int i = 0; i < 5; i++) energy += bodies[i].x * bodies[i].vx + bodies[i].y;
    result = *(u64 *)&energy;
}

EXPORT("nbody") void nbody(void) { nbody_steps(500000); }
EXPORT("nbody_small") void nbody_small(void) { nbody_steps(500); }

// mandelbrot, then divisions by zero: NaNs and infinities

EXPORT("nans_small") void nans_small(void) {
    volatile double zero = 0;
    double sum = 0;
    u64 bits = 0;
    for (int i = 0; i < 100; i++) {
        double q = (i % 3 - 1) / zero;
        double nan = q - q;
        bits = bits * 31 + *(u64 *)&nan;
        float narrow = (float)(nan * i);
        bits = bits * 31 + *(u32 *)&narrow;
        if (q > sum) sum = q / 2;
    }
    result = bits + *(u64 *)&sum;
}

// JSON-like tokens

static char text[200 * 1024];

static void tokens_of(int rounds) {
    static const char sample[] =
        "{\"name\": \"object\", \"list\": [1, 22, 333, -4.5e6], \"deep\": {\"a\": true, \"b\": null}},\n";
    for (u32 i = 0; i < sizeof text; i++) text[i] = sample[i % (sizeof sample - 1)];
    u64 hash = 0;
    for (int r = 0; r < rounds; r++)
        for (u32 i = 0; i < sizeof text;) {
            char c = text[i++];
            switch (c) {
            case ' ': case '\n': break;
            case '{': case '}': case '[': case ']': case ',': case ':': hash = hash * 31 + c; break;
            case '"':
                while (i < sizeof text && text[i] != '"') hash = hash * 33 + text[i++];
                i++;
                break;
            default: {
                u64 number = 0;
                while (i < sizeof text && text[i] >= '0' && text[i] <= '9') number = number * 10 + (text[i++] - '0');
                hash = hash * 37 + number;
            }
            }
        }
    result = hash;
}

EXPORT("tokens") void tokens(void) { tokens_of(80); }
EXPORT("tokens_small") void tokens_small(void) { tokens_of(1); }

// sieve

static u8 composite[5000000];

static void sieve_to(u32 n) {
    for (u32 i = 0; i < n; i++) composite[i] = 0;
    u64 count = 0;
    for (u32 i = 2; i < n; i++) {
        if (composite[i]) continue;
        count++;
        for (u32 j = i * 2; j < n; j += i) composite[j] = 1;
    }
    result = count;
}

EXPORT("sieve") void sieve(void) {
    for (int i = 0; i < 4; i++) sieve_to(sizeof composite);
}
EXPORT("sieve_small") void sieve_small(void) { sieve_to(20000); }

// calls through a table

typedef u64 (*operation)(u64);

static u64 twice(u64 x) { return x * 2; }
static u64 plus(u64 x) { return x + 77; }
static u64 mix(u64 x) { return x ^ x >> 13; }
static u64 minus(u64 x) { return x - 5; }

static operation volatile operations[4] = {twice, plus, mix, minus};

static void indirect_calls(u32 n) {
    u64 x = 1;
    for (u32 i = 0; i < n; i++) x = operations[(x ^ i) & 3](x);
    result = x;
}

EXPORT("indirect") void indirect(void) { indirect_calls(20000000); }
EXPORT("indirect_small") void indirect_small(void) { indirect_calls(20000); }

// memory that grows, page by page, and bulk operations

static void grow_pages(u32 n) {
    u64 sum = 0;
    for (u32 i = 0; i < n; i++) {
        int page = __builtin_wasm_memory_grow(0, 1);
        if (page < 0) break;
        u8 *p = (u8 *)(page * 65536ul);
        __builtin_memset(p, (int)i, 65536);
        __builtin_memcpy(p + 100, p - 65536, 5000);
        sum = sum * 31 + p[65535] + p[99] + __builtin_wasm_memory_size(0);
    }
    result = sum;
}

EXPORT("grow") void grow(void) { grow_pages(1000); }
EXPORT("grow_small") void grow_small(void) { grow_pages(20); }

// what ends badly

EXPORT("forever") void forever(void) {
    for (volatile u32 i = 0;; i++) {}
}

static u32 deep(u32 n) { return n == 0 ? 0 : deep(n + 1) + n; }

EXPORT("endless_recursion") void endless_recursion(void) { result = deep(1); }

EXPORT("unreachable") void unreachable(void) { __builtin_trap(); }

__attribute__((noinline)) static u32 load_outside(u32 *p) { return *p; }

EXPORT("outside") void outside(void) { result = load_outside((u32 *)0xfffffff0u); }
