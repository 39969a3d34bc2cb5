Console.WriteLine("mrfp");
