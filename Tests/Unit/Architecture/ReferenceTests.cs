using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Architecture;

/// <summary>Holds the sources to the table of rooms: the diagram that cannot rot.</summary>
public sealed class ReferenceTests
{
    [Test]
    public void Every_source_stands_in_a_room() =>
        Assert.That(SourceFile.All.Where(source => Room.Of(source) is null).Select(source => source.Path), Is.Empty);

    [TestCaseSource(nameof(Rooms))]
    public void Room_names_only_what_is_below_it(Room room)
    {
        var faults =
            from source in SourceFile.All
            where Room.Of(source) == room
            from name in source.NamedNamespaces
            where IsOurs(name) && !IsIn(name, room.Namespace) && !room.May.Any(may => IsIn(name, may))
            select $"{source.Path} names {name}";

        Assert.That(faults.Distinct(StringComparer.Ordinal), Is.Empty, $"{room.Folder} may name: {string.Join(", ", room.May)}");
    }

    [TestCaseSource(nameof(Rooms))]
    public void Room_does_no_others_work(Room room)
    {
        var faults =
            from source in SourceFile.All
            where Room.Of(source) == room
            from name in source.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
            where room.Never.Contains(name.Identifier.Text, StringComparer.Ordinal)
            select $"{source.At(name)} names {name}";

        Assert.That(faults, Is.Empty);
    }

    /// <remarks>Protos/Grpc bears the names of the packages that it stands in for.</remarks>
    [TestCaseSource(nameof(Rooms))]
    public void Sources_bear_the_namespace_of_their_room(Room room)
    {
        var faults =
            from source in SourceFile.All
            where Room.Of(source) == room && room.Folder != "Protos/Grpc"
            from declaration in source.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            where !IsIn(declaration.Name.ToString(), room.Namespace)
            select $"{source.At(declaration)} {declaration.Name}";

        Assert.That(faults, Is.Empty, $"{room.Folder} is {room.Namespace}");
    }

    [TestCase("Mrfc", "Mrfp")]
    [TestCase("Mrfp", "Mrfc")]
    [TestCase("Protos", "Mrfc")]
    [TestCase("Protos", "Mrfp")]
    [TestCase("Protos", "Tests")]
    [TestCase("Mrfc", "Tests")]
    [TestCase("Mrfp", "Tests")]
    public void Project_never_refers_to(string tier, string other)
    {
        var faults =
            from file in Directory.EnumerateFiles(Path.Combine(SourceFile.RepositoryRoot, tier), "*.csproj", SearchOption.AllDirectories)
            from line in File.ReadLines(file)
            where line.Contains("ProjectReference", StringComparison.Ordinal)
                && line.Contains($"../{other}/", StringComparison.Ordinal)
            select $"{Path.GetFileName(file)}: {line.Trim()}";

        Assert.That(faults, Is.Empty);
    }

    private static IEnumerable<TestCaseData> Rooms() =>
        Room.Table.Select(room => new TestCaseData(room).SetArgDisplayNames(room.Folder));

    private static bool IsOurs(string name) => IsIn(name, "ImsConference") || IsIn(name, "Grpc");

    private static bool IsIn(string name, string parent) =>
        name.StartsWith(parent, StringComparison.Ordinal) && (name.Length == parent.Length || name[parent.Length] == '.');
}
