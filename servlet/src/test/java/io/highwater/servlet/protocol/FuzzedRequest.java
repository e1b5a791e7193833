package io.highwater.servlet.protocol;

import io.highwater.session.UploadId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A request from a text in the form of HTTP/1.1, as a container hands it on whatever was sent: {@code ID} stands for
 * the id of an upload, a broken request line for another one, and no control character stands in a field.
 */
record FuzzedRequest(RequestHead head, byte[] body) {

    static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");

    static FuzzedRequest of(String text) {
        String[] parts = text.split("\n\n", 2);
        String[] lines = parts[0].split("\n", -1);
        String[] start = lines[0].split(" ", 3);
        String target = start.length > 1 ? start[1].replace("ID", ID.value()) : "/";
        String[] path = target.split("\\?", 2);
        byte[] body = (parts.length > 1 ? parts[1] : "").getBytes(StandardCharsets.UTF_8);
        Map<String, List<String>> fields = fields(lines);
        RequestHead head = new RequestHead(
                start[0],
                new RequestHead.Target("/ctx/uploads", path[0], path.length > 1 ? path[1] : null),
                new Fields(fields),
                fields.containsKey("Transfer-Encoding") ? OptionalLong.empty() : OptionalLong.of(body.length),
                start.length > 2 ? start[2] : "HTTP/1.1");
        return new FuzzedRequest(head, body);
    }

    private static Map<String, List<String>> fields(String[] lines) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            String[] field = lines[i].split(":", 2);
            String value = field.length > 1 ? field[1].replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]", " ") : "";
            fields.computeIfAbsent(field[0], name -> new ArrayList<>()).add(value.replaceAll("^[ \\t]+|[ \\t]+$", ""));
        }
        return fields;
    }
}
