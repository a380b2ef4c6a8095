from vouajudar_stub.cli import main

main()
