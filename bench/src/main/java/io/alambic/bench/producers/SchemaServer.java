package io.alambic.bench.producers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Answers as a schema registry does, of the one schema of the digits. */
final class SchemaServer implements AutoCloseable {

    static final int ID = 7;
    static final UUID GUID = UUID.fromString("0195a3c2-1f5e-7c31-9c6b-52f0a7b1d2e4");

    private static final String ANSWER = """
            {"schemaType": "AVRO", "references": [], "schema": "%s"}""".formatted("""
                    {"type": "record", "name": "Digit", "fields": [
                      {"name": "number", "type": "int"}, {"name": "digit", "type": "int"},
                      {"name": "pixels", "type": {"type": "array", "items": "float"}}]}""".replace("\"", "\\\"").replace("\n", " "));

    private static final int NOT_FOUND = 404;

    private final HttpServer server;

    /** Starts on a port of its own. */
    SchemaServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", SchemaServer::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean isKnown = path.equals("/schemas/ids/" + ID) || path.equals("/schemas/guids/" + GUID);
            byte[] body = (isKnown ? ANSWER : "{\"error_code\": 40403}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isKnown ? 200 : NOT_FOUND, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
