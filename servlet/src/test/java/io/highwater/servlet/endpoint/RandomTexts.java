package io.highwater.servlet.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Any texts and fields, from a seed. */
record RandomTexts(Random random) {

    /** Any chars, halves of surrogate pairs too. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(20); n > 0; n--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
        }
        return text.toString();
    }

    Map<String, List<String>> fields() {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int n = random.nextInt(6); n > 0; n--) {
            List<String> lines = new ArrayList<>();
            for (int line = random.nextInt(3); line >= 0; line--) {
                lines.add(text());
            }
            fields.put(text(), lines);
        }
        return fields;
    }
}
