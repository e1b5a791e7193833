package io.highwater.servlet;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP/1.1 by hand over one socket, with all the ways to do it wrong and to go away in the middle. */
final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One request on a connection of its own. */
    static Response request(int port, String method, String target, byte[] body, String... fields) throws IOException {
        try (RawClient client = new RawClient(port)) {
            List<String> all = new ArrayList<>(List.of(fields));
            boolean framed = all.stream()
                    .anyMatch(f -> f.toLowerCase(Locale.ROOT).matches("(content-length|transfer-encoding):.*"));
            if (!framed && (body.length > 0 || method.equals("POST") || method.equals("PUT"))) {
                all.add("Content-Length: " + body.length);
            }
            client.head(method, target, all.toArray(String[]::new));
            client.sendAsFarAsWanted(body);
            return client.read(method);
        }
    }

    static Response request(int port, String method, String target, String... fields) throws IOException {
        return request(port, method, target, new byte[0], fields);
    }

    /** Sends a request line and fields. */
    void head(String method, String target, String... fields) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        send(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    void send(byte[] bytes, int from, int to) throws IOException {
        socket.getOutputStream().write(bytes, from, to - from);
        socket.getOutputStream().flush();
    }

    /** Sends until all is sent or the server has closed. */
    void sendAsFarAsWanted(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException e) {
            // the server has answered and closed; the answer is still to be read
        }
    }

    /** Sends a chunk of the chunked coding, unless the server has answered and closed. */
    void chunkIfWanted(byte[] bytes, int from, int to) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(to - from) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        chunk.write(bytes, from, to - from);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        sendAsFarAsWanted(chunk.toByteArray());
    }

    /** Ends the chunked coding, with trailers. */
    void lastChunkIfWanted(String... trailers) {
        StringBuilder end = new StringBuilder("0\r\n");
        for (String trailer : trailers) {
            end.append(trailer).append("\r\n");
        }
        sendAsFarAsWanted(end.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Ends the connection in an orderly way (FIN). */
    void finish() throws IOException {
        socket.close();
    }

    /** Ends this side only; the server may still answer. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection abruptly (RST). */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Whether the server has ended the connection. */
    boolean isEnded() {
        try {
            while (in.read() >= 0) {
                // what is left of a response does not matter
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether there is something to read, or nothing any more. */
    boolean hasAnswerOrEnd() {
        try {
            socket.setSoTimeout(1);
            in.mark(1);
            in.read();
            in.reset();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        } finally {
            restoreTimeout();
        }
    }

    private void restoreTimeout() {
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        } catch (SocketException e) {
            // it is closed; the next to read is told
        }
    }

    /** Reads the 100 that asks for the body. */
    void awaitContinue() throws IOException {
        Response interim = readInterim();
        if (interim.status() != 100) {
            throw new AssertionError(interim);
        }
    }

    /** Reads one interim response, as soon as it is there. */
    Response readInterim() throws IOException {
        Response interim = readHead();
        if (interim.status() >= 200) {
            throw new AssertionError(interim);
        }
        return interim;
    }

    /** The status of the next response, 0 if the connection ends without one. */
    int statusIfAny() {
        return readIfAny("GET").map(Response::status).orElse(0);
    }

    /** Reads one final response, empty if the connection ends without one. */
    Optional<Response> readIfAny(String method) {
        try {
            return Optional.of(read(method));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither an answer nor an end", e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads one final response; interim ones are collected in it. */
    Response read(String method) throws IOException {
        List<Integer> interim = new ArrayList<>();
        while (true) {
            Response head = readHead(interim);
            if (head.status() >= 200) {
                return new Response(head.status(), head.fields(), readBody(head, method), List.copyOf(interim));
            }
            interim.add(head.status());
        }
    }

    /** Reads the head of the next response, whatever it is. */
    Response readHead() throws IOException {
        return readHead(List.of());
    }

    private Response readHead(List<Integer> interim) throws IOException {
        String status = line();
        List<String> fields = new ArrayList<>();
        for (String field = line(); !field.isEmpty(); field = line()) {
            fields.add(field);
        }
        return new Response(Integer.parseInt(status.split(" ")[1]), fields, new byte[0], interim);
    }

    /** Reads what follows the head of a final response. */
    byte[] readBody(Response head, String method) throws IOException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if (head.field("Transfer-Encoding").isPresent()) {
            return readChunks();
        }
        Optional<String> length = head.field("Content-Length");
        return length.isPresent() ? readFully(Integer.parseInt(length.get())) : in.readAllBytes();
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(readFully(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] readFully(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection ended in a head: " + line);
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A response. */
    record Response(int status, List<String> fields, byte[] body, List<Integer> interim) {

        Optional<String> field(String name) {
            return fields.stream()
                    .filter(f -> f.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(f -> f.substring(name.length() + 1).strip())
                    .findFirst();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** A number in the JSON body. */
        long number(String member) {
            java.util.regex.Matcher matcher = java.util.regex.Pattern.compile("\"" + member + "\":([0-9]+)")
                    .matcher(text());
            if (!matcher.find()) {
                throw new AssertionError("no " + member + " in " + this);
            }
            return Long.parseLong(matcher.group(1));
        }

        @Override
        public String toString() {
            return status + " " + fields + " " + text();
        }
    }
}
