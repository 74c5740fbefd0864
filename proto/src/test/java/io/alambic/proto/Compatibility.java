package io.alambic.proto;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether records and calls of a release and of today's contracts understand each other, in binary and
 * in JSON. Removing a field or an enum value is allowed where its number and its name are reserved;
 * a message, an enum, a service or a call is never removed.
 */
final class Compatibility {

    private final Contracts now;
    private final List<String> breaks = new ArrayList<>();

    private Compatibility(Contracts now) {
        this.now = now;
    }

    /** One sentence for everything that today's contracts break. */
    static List<String> breaks(FileDescriptorSet released, FileDescriptorSet current) {
        Contracts before = Contracts.of(released);
        Compatibility compatibility = new Compatibility(Contracts.of(current));
        before.messages().forEach(compatibility::compareMessage);
        before.enums().forEach(compatibility::compareEnum);
        before.services().forEach(compatibility::compareService);
        return compatibility.breaks;
    }

    private void compareMessage(String name, DescriptorProto before) {
        DescriptorProto after = now.messages().get(name);
        if (after == null) {
            breaks.add(name + ": message was removed");
            return;
        }
        for (FieldDescriptorProto field : before.getFieldList()) {
            find(after, field.getNumber())
                    .ifPresentOrElse(
                            same -> compareField(name, before, field, after, same),
                            () -> requireReserved(
                                    name + "." + field.getName(),
                                    isReserved(after, field.getNumber()),
                                    after.getReservedNameList().contains(field.getName())));
        }
        for (ReservedRange range : before.getReservedRangeList()) {
            for (int number = range.getStart(); number < range.getEnd(); number++) {
                require(isReserved(after, number), name, "number " + number + " is no longer reserved");
            }
        }
        require(
                after.getReservedNameList().containsAll(before.getReservedNameList()),
                name,
                "a reserved name is no longer reserved");
    }

    private void compareField(
            String message,
            DescriptorProto before,
            FieldDescriptorProto old,
            DescriptorProto after,
            FieldDescriptorProto same) {
        String place = message + "." + old.getName();
        require(old.getName().equals(same.getName()), place, "number now belongs to " + same.getName());
        require(old.getJsonName().equals(same.getJsonName()), place, "name in JSON was changed");
        require(old.getType() == same.getType(), place, "type was changed");
        require(old.getTypeName().equals(same.getTypeName()), place, "type name was changed");
        require(isRepeated(old) == isRepeated(same), place, "became repeated, or no longer is");
        require(old.getProto3Optional() == same.getProto3Optional(), place, "became optional, or no longer is");
        require(oneof(before, old).equals(oneof(after, same)), place, "moved into or out of a oneof");
    }

    private void compareEnum(String name, EnumDescriptorProto before) {
        EnumDescriptorProto after = now.enums().get(name);
        if (after == null) {
            breaks.add(name + ": enum was removed");
            return;
        }
        for (EnumValueDescriptorProto value : before.getValueList()) {
            String place = name + "." + value.getName();
            after.getValueList().stream()
                    .filter(other -> other.getNumber() == value.getNumber())
                    .findFirst()
                    .ifPresentOrElse(
                            same -> require(
                                    same.getName().equals(value.getName()),
                                    place,
                                    "number now belongs to " + same.getName()),
                            () -> requireReserved(
                                    place,
                                    isReserved(after, value.getNumber()),
                                    after.getReservedNameList().contains(value.getName())));
        }
        for (EnumReservedRange range : before.getReservedRangeList()) {
            for (int number = range.getStart(); number <= range.getEnd(); number++) {
                require(isReserved(after, number), name, "number " + number + " is no longer reserved");
            }
        }
    }

    private void compareService(String name, ServiceDescriptorProto before) {
        ServiceDescriptorProto after = now.services().get(name);
        if (after == null) {
            breaks.add(name + ": service was removed");
            return;
        }
        for (MethodDescriptorProto method : before.getMethodList()) {
            String place = name + "." + method.getName();
            after.getMethodList().stream()
                    .filter(other -> other.getName().equals(method.getName()))
                    .findFirst()
                    .ifPresentOrElse(
                            same -> compareMethod(place, method, same), () -> breaks.add(place + ": rpc was removed"));
        }
    }

    private void compareMethod(String place, MethodDescriptorProto old, MethodDescriptorProto same) {
        require(old.getInputType().equals(same.getInputType()), place, "request type was changed");
        require(old.getOutputType().equals(same.getOutputType()), place, "response type was changed");
        require(old.getClientStreaming() == same.getClientStreaming(), place, "client streaming was changed");
        require(old.getServerStreaming() == same.getServerStreaming(), place, "server streaming was changed");
    }

    private static Optional<FieldDescriptorProto> find(DescriptorProto message, int number) {
        return message.getFieldList().stream()
                .filter(field -> field.getNumber() == number)
                .findFirst();
    }

    private static boolean isReserved(DescriptorProto message, int number) {
        return message.getReservedRangeList().stream()
                .anyMatch(range -> range.getStart() <= number && number < range.getEnd());
    }

    private static boolean isReserved(EnumDescriptorProto type, int number) {
        return type.getReservedRangeList().stream()
                .anyMatch(range -> range.getStart() <= number && number <= range.getEnd());
    }

    private static boolean isRepeated(FieldDescriptorProto field) {
        return field.getLabel() == Label.LABEL_REPEATED;
    }

    private static String oneof(DescriptorProto message, FieldDescriptorProto field) {
        return field.hasOneofIndex()
                ? message.getOneofDecl(field.getOneofIndex()).getName()
                : "";
    }

    private void requireReserved(String place, boolean number, boolean name) {
        require(number, place, "was removed, but its number is not reserved");
        require(name, place, "was removed, but its name is not reserved");
    }

    private void require(boolean holds, String place, String sentence) {
        if (!holds) {
            breaks.add(place + ": " + sentence);
        }
    }
}
