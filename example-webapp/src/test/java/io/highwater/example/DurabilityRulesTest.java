package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityRulesTest {

    private static final String PUT = """
            11 1.0 read(9<TCPv6:[[::ffff:127.0.0.1]:80->[::ffff:127.0.0.1]:5000]>, "PUT /uploads/u1?offset=0 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nabc) = 3", 131072) = 70
            """;
    private static final String DATA = """
            11 1.1 pwrite64(5</d/uploads/u1.data>, "abc) = 3", 8, 0) = 8
            """;
    private static final String STATE = """
            11 1.2 pwrite64(6</d/uploads/u1.state>, "HWSLOT"..., 4096, 4096) = 4096
            """;
    private static final String DATA_SYNC = """
            11 1.3 fdatasync(5</d/uploads/u1.data>) = 0
            """;
    private static final String STATE_SYNC = """
            11 1.4 fdatasync(6</d/uploads/u1.state>) = 0
            """;
    private static final String ANSWER = """
            11 1.5 writev(9<TCPv6:[[::ffff:127.0.0.1]:80->[::ffff:127.0.0.1]:5000]>, [{iov_base="HTTP/1.1 200 OK\\r\\nUpload-Offset: 8\\r\\n\\r\\n", iov_len=90}, {iov_base="{\\"committed\\":8}", iov_len=15}], 2) = 105
            """;

    private static final String POST = """
            11 2.0 read(9<TCP:[127.0.0.1:80->127.0.0.1:5000]>, "POST /uploads HTTP/1.1\\r\\n\\r\\n", 131072) = 70
            """;
    private static final String CREATE = """
            11 2.1 openat(AT_FDCWD</>, "/d/uploads/u1.state", O_RDWR|O_CREAT|O_EXCL|O_NOFOLLOW, 0600) = 6</d/uploads/u1.state>
            """;
    private static final String DIRECTORY_SYNC = """
            11 2.5 fsync(7</d/uploads>) = 0
            """;
    private static final String CREATED = """
            11 2.9 write(9<TCP:[127.0.0.1:80->127.0.0.1:5000]>, "HTTP/1.1 201 Created\\r\\nLocation: /uploads/u1\\r\\n\\r\\n", 131) = 131
            """;

    @Test
    void anAppendThatSyncsDataAndStateBeforeItsAnswerIsRight() {
        DurabilityRules.Findings found = found(PUT + DATA + STATE + DATA_SYNC + STATE_SYNC + ANSWER);
        assertThat(found.violations()).isEmpty();
        assertThat(found.appends()).isEqualTo(1);
    }

    @Test
    void aMissingSyncOfTheDataIsFound() {
        assertThat(found(PUT + DATA + STATE + STATE_SYNC + ANSWER).violations())
                .singleElement()
                .asString()
                .startsWith("no sync of u1.data");
    }

    @Test
    void aMissingSyncOfTheStateIsFound() {
        assertThat(found(PUT + DATA + STATE + DATA_SYNC + ANSWER).violations())
                .singleElement()
                .asString()
                .startsWith("no sync of u1.state");
    }

    @Test
    void aSyncBeforeTheWriteDoesNotCount() {
        assertThat(found(PUT + DATA_SYNC + DATA + STATE + STATE_SYNC + ANSWER).violations())
                .hasSize(1);
        assertThat(found(PUT + DATA + STATE_SYNC + STATE + DATA_SYNC + ANSWER).violations())
                .hasSize(1);
    }

    @Test
    void aStateWrittenBeforeTheDataDoesNotCount() {
        assertThat(found(PUT + STATE + DATA + DATA_SYNC + STATE_SYNC + ANSWER).violations())
                .hasSize(1);
    }

    @Test
    void aSyncBehindTheAnswerDoesNotCount() {
        assertThat(found(PUT + DATA + STATE + DATA_SYNC + ANSWER + STATE_SYNC).violations())
                .hasSize(1);
    }

    @Test
    void aFailedSyncDoesNotCount() {
        String failed = DATA_SYNC.replace("= 0", "= -1 EIO (Input/output error)");
        assertThat(found(PUT + DATA + STATE + failed + STATE_SYNC + ANSWER).violations())
                .hasSize(1);
    }

    @Test
    void aSyncThatReturnsOnlyAfterTheAnswerBeganDoesNotCount() {
        String begun = "12 1.3 fdatasync(5</d/uploads/u1.data> <unfinished ...>\n";
        String returned = "12 1.6 <... fdatasync resumed>) = 0\n";
        assertThat(found(PUT + DATA + STATE + begun + STATE_SYNC + returned + ANSWER)
                        .violations())
                .isEmpty();
        assertThat(found(PUT + DATA + STATE + begun + STATE_SYNC + ANSWER + returned)
                        .violations())
                .hasSize(1);
    }

    @Test
    void anAnnouncedOffsetBeyondTheWrittenBytesIsFound() {
        String boast = ANSWER.replace("Upload-Offset: 8", "Upload-Offset: 9");
        assertThat(found(PUT + DATA + STATE + DATA_SYNC + STATE_SYNC + boast).violations())
                .isNotEmpty();
    }

    @Test
    void theSyncOfAnotherUploadDoesNotCount() {
        String other = DATA_SYNC.replace("u1", "u2");
        assertThat(found(PUT + DATA + STATE + other + STATE_SYNC + ANSWER).violations())
                .hasSize(1);
    }

    @Test
    void anOffsetInTheAnswerToHeadIsCheckedToo() {
        String head = PUT.replace("PUT /uploads/u1?offset=0", "HEAD /uploads/u1");
        assertThat(found(head + DATA + STATE + STATE_SYNC + ANSWER).violations())
                .hasSize(1);
    }

    @Test
    void aCreationNeedsItsStateAndItsNameToBeDurable() {
        String state = STATE + STATE_SYNC;
        DurabilityRules.Findings right = found(POST + CREATE + state + DIRECTORY_SYNC + CREATED);
        assertThat(right.violations()).isEmpty();
        assertThat(right.creations()).isEqualTo(1);
        assertThat(found(POST + CREATE + state + CREATED).violations()).hasSize(1);
        assertThat(found(POST + DIRECTORY_SYNC + CREATE + state + CREATED).violations())
                .hasSize(1);
        assertThat(found(POST + CREATE + STATE + DIRECTORY_SYNC + CREATED).violations())
                .hasSize(1);
        assertThat(found(POST + CREATED).violations()).hasSize(2);
    }

    @Test
    void aCompletionNeedsAStateThatIsWrittenAndSyncedForIt() {
        String complete = PUT.replace("PUT /uploads/u1?offset=0", "POST /uploads/u1/complete");
        DurabilityRules.Findings right = found(complete + STATE + STATE_SYNC + ANSWER);
        assertThat(right.violations()).isEmpty();
        assertThat(right.completions()).isEqualTo(1);
        assertThat(found(STATE + STATE_SYNC + complete + ANSWER).violations()).hasSize(1);
        assertThat(found(complete + STATE + ANSWER).violations()).hasSize(1);
    }

    @Test
    void aDeletionNeedsTheDirectoryToBeSynced() {
        String delete = PUT.replace("PUT /uploads/u1?offset=0", "DELETE /uploads/u1");
        String unlink = "11 1.2 unlink(\"/d/uploads/u1.state\") = 0\n";
        String gone = ANSWER.replace("200 OK", "204 No Content");
        DurabilityRules.Findings right = found(delete + unlink + DIRECTORY_SYNC + gone);
        assertThat(right.violations()).isEmpty();
        assertThat(right.deletions()).isEqualTo(1);
        assertThat(found(delete + unlink + gone).violations()).hasSize(1);
        assertThat(found(delete + gone).violations()).hasSize(1);
    }

    private static DurabilityRules.Findings found(String trace) {
        return DurabilityRules.check(SystemCall.parse(List.of(trace.split("\n"))));
    }
}
