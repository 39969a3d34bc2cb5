Console.WriteLine("imsload");
