package io.highwater.example;

import io.highwater.example.Interruption.Cut;
import io.highwater.example.Interruption.Framing;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("measures time")
class WalkIT {

    @RegisterExtension
    final Servers servers = new Servers();

    @ParameterizedTest(name = "{0} bytes, {1}, ended by {2}, resumed {3}")
    @CsvSource({
        "40000000, CONTENT_LENGTH, FIN, AT_OFFSET",
        "41943040, CONTENT_LENGTH, RST, AT_OFFSET",
        "41943040, CONTENT_LENGTH, FIN, AT_CHUNK",
        "40000000, CHUNKED,        FIN, AT_OFFSET",
        "41943040, CHUNKED,        RST, AT_CHUNK",
    })
    void anUploadThatIsCutInItsFifthChunkGoesOnWhereItWasCut(
            long size, Framing framing, Cut cut, Walk.Resumption resumption) throws IOException {
        ExampleJar server = servers.start();
        new Walk(server.base(), server.client(), servers::bytesOnDisk)
                .go(new Payload(size, size), new Interruption(framing, cut), resumption);
    }
}
