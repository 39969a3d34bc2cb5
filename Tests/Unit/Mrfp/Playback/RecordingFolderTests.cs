using ImsConference.Mrfp.Playback;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

public sealed class RecordingFolderTests
{
    [TestCase("mix.wav", ExpectedResult = true)]
    [TestCase("Conf_1-2.b.wav", ExpectedResult = true)]
    [TestCase("a..b.wav", ExpectedResult = true, Description = "two dots inside a name lead nowhere")]
    [TestCase("", ExpectedResult = false)]
    [TestCase(".wav", ExpectedResult = false)]
    [TestCase("..wav", ExpectedResult = false)]
    [TestCase("../mix.wav", ExpectedResult = false)]
    [TestCase("a/mix.wav", ExpectedResult = false)]
    [TestCase("a\\mix.wav", ExpectedResult = false)]
    [TestCase("/tmp/mix.wav", ExpectedResult = false)]
    [TestCase("mix.wav\0", ExpectedResult = false)]
    [TestCase("mix\n.wav", ExpectedResult = false)]
    [TestCase("mix.mp3", ExpectedResult = false)]
    [TestCase("mïx.wav", ExpectedResult = false)]
    public bool Names(string name) => RecordingFolder.IsValidName(name);

    [TestCase("mix.wav", "t1", ExpectedResult = "mix-t1.wav")]
    [TestCase("mix.wav", "../é/t", ExpectedResult = "mix-..___t.wav")]
    public string Names_of_each_participant(string name, string whose) => RecordingFolder.NameFor(name, whose);

    [Test]
    public void The_longest_names_stay_valid()
    {
        var name = RecordingFolder.NameFor(new string('a', 124) + ".wav", new string('b', 128));
        Assert.That(RecordingFolder.IsValidName(name), name);
    }

    [Test]
    public void Nothing_is_overwritten_and_one_who_comes_back_gets_another_name() => In(0, folder =>
    {
        string[] made = [Made("a.wav"), Made("a.wav"), Made("a.wav")];
        Assert.That(made, Is.EqualTo(new[] { "a.wav", "a-2.wav", "a-3.wav" }));
        Assert.That(() => folder.Create("a.wav"), Throws.InstanceOf<IOException>());

        string Made(string name)
        {
            var file = folder.CreateBeside(name);
            file.Content.Dispose();
            return Path.GetFileName(file.Path);
        }
    });

    [Test]
    public void It_grows_to_its_limit_and_what_was_taken_away_counts_no_more() => In(1, folder =>
    {
        Assert.That((folder.MayGrow(600_000), folder.MayGrow(600_000), folder.MayGrow(400_000)), Is.EqualTo((true, false, true)));
        folder.Create("empty.wav").Content.Dispose();
        Assert.That(folder.MayGrow(1_000_000), "nothing of that is there");
        Assert.That(folder.MayGrow(1), Is.False);
    });

    private static void In(int mostMb, Action<RecordingFolder> test)
    {
        var place = Directory.CreateTempSubdirectory("mrfp-");
        test(new RecordingFolder(Options.Create(new PlaybackOptions { RecordingFolder = place.FullName, MaxRecordingFolderMb = mostMb })));
        place.Delete(recursive: true);
    }
}
