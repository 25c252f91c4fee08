// Work of one kind each, for the suite `kernels`. Each export takes nothing and returns nothing, as
// events do, and leaves a checksum at address 16. More of them: host/src/test/guests/kernels.c.
// Build: bench/kernels/build.sh

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(#name))) void name(void)

#define result (*(volatile u64 *)16)

static u8 bytes[1 << 20];
static u8 more[1 << 20];

static u64 seed;

static u32 next(void) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (u32)(seed >> 16);
}

// A table in memory and one load that depends on the one before for each byte.
EXPORT(crc32) {
    static u32 table[256];
    for (u32 i = 0; i < 256; i++) {
        u32 c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
        table[i] = c;
    }
    u32 crc = ~0u;
    for (u32 round = 0; round < 24; round++)
        for (u32 i = 0; i < sizeof bytes; i++) crc = table[(crc ^ bytes[i] ^ round) & 255] ^ crc >> 8;
    result = ~crc;
}

// Floating point in nested loops over arrays.
EXPORT(matrix) {
    enum { N = 192 };
    static double a[N][N], b[N][N], c[N][N];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) a[i][j] = i + j * 0.5, b[i][j] = i - j * 0.25, c[i][j] = 0;
    for (int round = 0; round < 6; round++)
        for (int i = 0; i < N; i++)
            for (int k = 0; k < N; k++)
                for (int j = 0; j < N; j++) c[i][j] += a[i][k] * b[k][j];
    result = (u64)c[N / 2][N / 3];
}

// Floating point in registers, with a branch that is hard to guess.
EXPORT(mandelbrot) {
    u64 steps = 0;
    for (int y = 0; y < 240; y++)
        for (int x = 0; x < 320; x++) {
            double cx = x / 120.0 - 2, cy = y / 120.0 - 1, zx = 0, zy = 0;
            int i = 0;
            while (i < 400 && zx * zx + zy * zy < 4) {
                double t = zx * zx - zy * zy + cx;
                zy = 2 * zx * zy + cy, zx = t, i++;
            }
            steps += i;
        }
    result = steps;
}

// Multiplication and remainders of 64 bits: is n a prime, by Miller and Rabin.
static u64 power(u64 base, u64 exponent, u64 modulus) {
    u64 x = 1;
    for (base %= modulus; exponent; exponent >>= 1, base = base * base % modulus)
        if (exponent & 1) x = x * base % modulus;
    return x;
}

EXPORT(primes) {
    u64 found = 0;
    for (u64 n = 4294900001ull; n < 4294900001ull + 60000; n += 2) {
        u64 d = n - 1, x;
        int r = 0, composite = 0;
        while (!(d & 1)) d >>= 1, r++;
        for (u64 a = 2; a < 8 && !composite; a += a == 2 ? 1 : 2) {
            x = power(a, d, n);
            if (x == 1 || x == n - 1) continue;
            composite = 1;
            for (int i = 1; i < r && composite; i++)
                if ((x = x * x % n) == n - 1) composite = 0;
        }
        if (!composite) found += n;
    }
    result = found;
}

// Bytes from here to there: memory.copy, memory.fill and a loop of one's own.
EXPORT(copy) {
    u32 sum = 0;
    for (u32 round = 0; round < 200; round++) {
        __builtin_memcpy(more, bytes, sizeof more);
        __builtin_memmove(bytes + 1, more, sizeof more - 1);
        __builtin_memset(more, (int)round, 4096);
        for (u32 i = 0; i < 65536; i++) more[i * 16] = (u8)(bytes[i * 16 + 3] + i);
        sum += more[round * 5000];
    }
    result = sum;
}

// Numbers as text, one behind the other, and searched for.
static u8 *decimal(u8 *to, u32 number) {
    u8 digits[10];
    int n = 0;
    do digits[n++] = (u8)('0' + number % 10); while (number /= 10);
    while (n) *to++ = digits[--n];
    return to;
}

EXPORT(strings) {
    u64 found = 0;
    seed = 88172645463325252ull;
    for (int round = 0; round < 12; round++) {
        u8 *to = bytes;
        while (to < bytes + sizeof bytes - 32) {
            to = decimal(to, next());
            *to++ = ',';
            *to++ = ' ';
        }
        for (u8 *at = bytes; at + 4 < to; at++)
            if (at[0] == '4' && at[1] == '2' && at[2] == ',') found++;
    }
    result = found;
}

// A dictionary: open addresses, keys of text.
static u32 hash(const u8 *key, u32 size) {
    u32 h = 2166136261u;
    for (u32 i = 0; i < size; i++) h = (h ^ key[i]) * 16777619u;
    return h;
}

EXPORT(dictionary) {
    enum { SLOTS = 1 << 16 };
    static struct { u8 key[12]; u32 count; } slot[SLOTS];
    __builtin_memset(slot, 0, sizeof slot);
    seed = 2463534242ull;
    u64 hits = 0;
    for (u32 i = 0; i < 700000; i++) {
        u8 key[12] = {0};
        decimal(key, next() % 40000);
        u32 at = hash(key, 12) % SLOTS;
        while (slot[at].count) {
            int same = 1;
            for (int k = 0; k < 12 && same; k++) same = slot[at].key[k] == key[k];
            if (same) break;
            at = (at + 1) % SLOTS;
        }
        if (!slot[at].count) __builtin_memcpy(slot[at].key, key, 12);
        hits += slot[at].count++;
    }
    result = hits;
}

// A walk that the processor cannot foresee, over 4 MiB.
EXPORT(walk) {
    enum { N = 1 << 20 };
    static u32 to[N];
    for (u32 i = 0; i < N; i++) to[i] = i;
    seed = 362436069ull;
    for (u32 i = N - 1; i > 0; i--) { // one cycle through all
        u32 j = next() % i, t = to[i];
        to[i] = to[j], to[j] = t;
    }
    u32 at = 0, sum = 0;
    for (u32 i = 0; i < 4 * N; i++) at = to[at], sum += at;
    result = sum;
}

// Recursion with a tree that is built, walked and dropped.
typedef struct Node { struct Node *left, *right; } Node;
static Node nodes[1 << 17];
static u32 used;

static Node *grow(int depth) {
    Node *node = &nodes[used++];
    node->left = depth ? grow(depth - 1) : 0;
    node->right = depth ? grow(depth - 1) : 0;
    return node;
}

static u32 count(const Node *node) { return node ? 1 + count(node->left) + count(node->right) : 0; }

static void trees_of(int rounds, int depth) {
    u32 sum = 0;
    for (int round = 0; round < rounds; round++) {
        used = 0;
        sum += count(grow(depth));
    }
    result = sum;
}

EXPORT(trees) { trees_of(40, 15); }
EXPORT(trees_small) { trees_of(1, 4); }
