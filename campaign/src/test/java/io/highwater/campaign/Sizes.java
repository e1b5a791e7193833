package io.highwater.campaign;

import java.util.Random;

/**
 * How large uploads and bodies are: many small, few large.
 *
 * @param upload the largest upload in bytes
 * @param body the largest body
 */
record Sizes(int upload, int body) {

    long upload(Random random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? upload : upload / 8);
    }

    int body(Random random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? body : body / 8);
    }
}
